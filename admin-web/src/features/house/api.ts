import type { Http, Query } from '@/shared/api/client'
import type { Page } from '@/shared/lib/usePagedList'
import type { Building, Grid, House360, HouseRow, MoveOutInput, MoveOutItem, RegisterPerson } from './model'

export const houseApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<Page<HouseRow>>('/houses', { ...filter, cursor }),
  buildings: (communityId: string) => http.get<{ items: Building[] | null; others?: Building[] | null }>(`/communities/${communityId}/buildings`),
  grid: (buildingId: string) => http.get<Grid>(`/buildings/${buildingId}/grid`),
  one: (id: string) => http.get<House360>(`/houses/${id}`),
  reveal: (key: string, id: string, purpose: string) => http.post<{ people: RegisterPerson[] | null }>(`/houses/${id}/reveal`, { purpose }, key),
  moveOutList: (id: string) => http.get<{ items: MoveOutItem[] | null }>(`/houses/${id}/move-out`),
  moveOut: (key: string, id: string, input: MoveOutInput) => http.post<unknown>(`/houses/${id}/move-out`, input, key),
  export: (communityId: string) => http.download(`/communities/${communityId}/houses/export`),
})
