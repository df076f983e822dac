import type { Http, Query } from '@/shared/api/client'
import type { Page } from '@/shared/lib/usePagedList'
import type { Catalogue, CreateInput, FinishInput, HouseChoice, Repair, RepairRow, Worker } from './model'

export const repairApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<Page<RepairRow>>('/repairs', { ...filter, cursor }),
  one: (id: string) => http.get<Repair>(`/repairs/${id}`),
  categories: () => http.get<Catalogue>('/repair-categories'),
  workers: (communityId: string) => http.get<{ items: Worker[] | null }>('/workers', { communityId }),
  houses: (communityId: string, q: string) => http.get<{ items: HouseChoice[] | null }>('/houses', { communityId, q }),
  create: (key: string, input: CreateInput) => http.post<Repair>('/repairs', input, key),
  assign: (key: string, id: string, workerId: string, version: number) => http.post<Repair>(`/repairs/${id}/assign`, { workerId, version }, key),
  accept: (key: string, id: string) => http.post<Repair>(`/repairs/${id}/accept`, {}, key),
  arrive: (key: string, id: string) => http.post<Repair>(`/repairs/${id}/arrive`, {}, key),
  finish: (key: string, id: string, input: FinishInput) => http.post<Repair>(`/repairs/${id}/finish`, input, key),
  cancel: (key: string, id: string, reason: string) => http.post<Repair>(`/repairs/${id}/cancel`, { reason }, key),
})
