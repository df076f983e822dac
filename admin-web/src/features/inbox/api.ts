import type { Http } from '@/shared/api/client'
import type { InboxPage, Preferences, PreferencesView } from './model'

export const inboxApi = (http: Http) => ({
  list: (cursor = '') => http.get<InboxPage>('/inbox', { cursor }),
  read: (id: string, key: string) => http.post<unknown>(`/inbox/${id}/read`, {}, key),
  preferences: () => http.get<PreferencesView>('/notify/preferences'),
  prefer: (key: string, change: Preferences) => http.patch<PreferencesView>('/notify/preferences', change, key),
  readAll: (key: string) => http.post<unknown>('/inbox/read-all', {}, key),
})
