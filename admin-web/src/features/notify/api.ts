import type { Http, Query } from '@/shared/api/client'
import type { Call, CallHouseList, CallAct, CallPage, DeadTaskList, DeliveryPage, Preview, Template, TemplateList, Trace, WordsForm } from './model'

export const notifyApi = (http: Http) => ({
  calls: (filter: Query, cursor: string) => http.get<CallPage>('/notify/calls', { ...filter, cursor }),
  callStep: (key: string, id: string, act: CallAct, note: string) => http.post<Call>(`/notify/calls/${id}/${act}`, { note }, key),
  callHouses: (communityId: string) => http.get<CallHouseList>('/notify/houses', { communityId }),
  markHouse: (key: string, houseId: string, note: string) => http.post('/notify/houses', { houseId, note }, key),
  unmarkHouse: (key: string, houseId: string) => http.remove(`/notify/houses/${houseId}`, {}, key),
  deliveries: (filter: Query, cursor: string) => http.get<DeliveryPage>('/notify/deliveries', { ...filter, cursor }),
  trace: (id: string) => http.get<Trace>(`/notify/messages/${id}`),
  resend: (key: string, id: string, channel: string) => http.post<Trace>(`/notify/messages/${id}/resend`, { channel }, key),
  drop: (key: string, id: string, channel: string, reason: string) => http.post<Trace>(`/notify/messages/${id}/drop`, { channel, reason }, key),
  deadTasks: () => http.get<DeadTaskList>('/notify/dead-tasks'),
  retryTask: (key: string, id: string) => http.post<DeadTaskList>('/notify/dead-tasks/retry', { id }, key),
  dropTask: (key: string, id: string, reason: string) => http.post<DeadTaskList>('/notify/dead-tasks/drop', { id, reason }, key),
  templates: () => http.get<TemplateList>('/notify/templates'),
  preview: (form: WordsForm) => http.post<Preview>('/notify/templates/preview', form),
  save: (key: string, form: WordsForm) => http.post<Template>('/notify/templates/save', form, key),
  reset: (key: string, template: string, face: string) => http.post<Template>('/notify/templates/reset', { template, face }, key),
})
