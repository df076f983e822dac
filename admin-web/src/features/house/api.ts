import type { Http, Query } from '@/shared/api/client'
import type { BuildingsOutBody, GridOutBody, HousesOutBody, MoveOutChecklist, MoveOutForm, MoveOutResult, RevealOutBody, WholeOutBody } from './model'

export const houseApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<HousesOutBody>('/houses', { ...filter, cursor }),
  buildings: (communityId: string) => http.get<BuildingsOutBody>(`/communities/${communityId}/buildings`),
  grid: (buildingId: string) => http.get<GridOutBody>(`/buildings/${buildingId}/grid`),
  one: (id: string) => http.get<WholeOutBody>(`/houses/${id}`),
  reveal: (key: string, id: string, purpose: string) => http.post<RevealOutBody>(`/houses/${id}/reveal`, { purpose }, key),
  moveOutList: (id: string) => http.get<MoveOutChecklist>(`/houses/${id}/move-out`),
  moveOut: (key: string, id: string, input: MoveOutForm) => http.post<MoveOutResult>(`/houses/${id}/move-out`, input, key),
  cancelMoveOut: (key: string, id: string) => http.post<MoveOutResult>(`/houses/${id}/move-out/cancel`, {}, key),
  export: (communityId: string) => http.download(`/communities/${communityId}/houses/export`),
})
