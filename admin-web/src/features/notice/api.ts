import type { Http, Query } from '@/shared/api/client'
import type { AudienceAsk, BuildingList, Grid, HousePage, Notice, NoticeForm, NoticePage, Reach } from './model'

export const noticeApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<NoticePage>('/notices', { ...filter, cursor }),
  one: (id: string) => http.get<Notice>(`/notices/${id}`),
  write: (key: string, communityId: string, form: NoticeForm) => http.post<Notice>('/notices', { communityId, ...form }, key),
  edit: (key: string, id: string, version: number, form: NoticeForm) => http.patch<Notice>(`/notices/${id}`, { version, ...form }, key),
  act: (key: string, id: string, act: 'publish' | 'approve' | 'discard') => http.post<Notice>(`/notices/${id}/${act}`, undefined, key),
  reasoned: (key: string, id: string, act: 'refuse' | 'withdraw', reason: string) => http.post<Notice>(`/notices/${id}/${act}`, { reason }, key),
  reach: (ask: AudienceAsk) => http.post<Reach>('/notices/audience', ask),
  buildings: (communityId: string) => http.get<BuildingList>(`/communities/${communityId}/buildings`),
  grid: (buildingId: string) => http.get<Grid>(`/buildings/${buildingId}/grid`),
  houses: (communityId: string, q: string) => http.get<HousePage>('/houses', { communityId, q }),
})
