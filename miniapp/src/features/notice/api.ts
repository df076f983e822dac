import { http } from '@/shared/app'

export const noticeApi = {
  list: (cursor: string) => http.get('notices', { query: { cursor } }),
  one: (id: string) => http.get('notices/{id}', { path: { id } }),
  read: (id: string, key: string) => http.post('notices/{id}/read', { path: { id }, key }),
}
