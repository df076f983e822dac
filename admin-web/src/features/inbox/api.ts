import type { Http } from '@/shared/api/client'
import type { InboxPage } from './model'

export const inboxApi = (http: Http) => ({
  list: (cursor = '') => http.get<InboxPage>('/inbox', { cursor }),
  read: (id: string, key: string) => http.post<unknown>(`/inbox/${id}/read`, {}, key),
  readAll: (key: string) => http.post<unknown>('/inbox/read-all', {}, key),
})
