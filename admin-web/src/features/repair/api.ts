import type { Http, Query } from '@/shared/api/client'
import type { CallerFault, FinishRepairForm, HousesOutBody, Repair, RepairCategoryList, StaffRepairPage, WorkerList } from './model'

export const repairApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<StaffRepairPage>('/repairs', { ...filter, cursor }),
  one: (id: string) => http.get<Repair>(`/repairs/${id}`),
  categories: () => http.get<RepairCategoryList>('/repair-categories'),
  workers: (communityId: string) => http.get<WorkerList>('/workers', { communityId }),
  houses: (communityId: string, q: string) => http.get<HousesOutBody>('/houses', { communityId, q }),
  create: (key: string, input: CallerFault) => http.post<Repair>('/repairs', input, key),
  assign: (key: string, id: string, workerId: string, version: number) => http.post<Repair>(`/repairs/${id}/assign`, { workerId, version }, key),
  accept: (key: string, id: string) => http.post<Repair>(`/repairs/${id}/accept`, {}, key),
  arrive: (key: string, id: string) => http.post<Repair>(`/repairs/${id}/arrive`, {}, key),
  finish: (key: string, id: string, input: FinishRepairForm) => http.post<Repair>(`/repairs/${id}/finish`, input, key),
  cancel: (key: string, id: string, reason: string) => http.post<Repair>(`/repairs/${id}/cancel`, { reason }, key),
})
