import type { Http, Query } from '@/shared/api/client'
import type { Page } from '@/shared/lib/usePagedList'
import type { Binding, BindingDetail } from './model'

export const bindingApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<Page<Binding>>('/bindings', { ...filter, cursor }),
  one: (id: string) => http.get<BindingDetail>(`/bindings/${id}`),
  approve: (key: string, id: string) => http.post<unknown>(`/bindings/${id}/approve`, {}, key),
  decide: (key: string, id: string, verdict: 'reject' | 'need-more', reasonCode: string, reason: string) =>
    http.post<unknown>(`/bindings/${id}/${verdict}`, { reasonCode, reason }, key),
  manage: (key: string, id: string, act: 'suspend' | 'resume' | 'unbind', reason: string) => http.post<unknown>(`/bindings/${id}/${act}`, { reason }, key),
})
