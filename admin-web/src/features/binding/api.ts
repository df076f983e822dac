import type { Http, Query } from '@/shared/api/client'
import type { BindingDetail, DeskList } from './model'

export const bindingApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<DeskList>('/bindings', { ...filter, cursor }),
  one: (id: string) => http.get<BindingDetail>(`/bindings/${id}`),
  approve: (key: string, id: string) => http.post<unknown>(`/bindings/${id}/approve`, {}, key),
  decide: (key: string, id: string, verdict: 'reject' | 'need-more', reasonCode: string, reason: string) =>
    http.post<unknown>(`/bindings/${id}/${verdict}`, { reasonCode, reason }, key),
  manage: (key: string, id: string, act: 'suspend' | 'resume' | 'unbind' | 'revoke', reason: string) => http.post<unknown>(`/bindings/${id}/${act}`, { reason }, key),
})
