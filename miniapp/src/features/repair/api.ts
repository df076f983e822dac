import type { Report, Scores } from '@/shared/api/schema'
import { http } from '@/shared/app'

export type Filter = 'open' | 'done' | 'all'

export const repairApi = {
  words: (communityId: string) => http.get('repair-categories', { query: { communityId } }),
  incidents: async (communityId: string) => (await http.get('repair-incidents', { query: { communityId } })).items,
  list: (state: Filter, cursor: string) => http.get('repairs', { query: { state, cursor } }),
  get: (id: string) => http.get('repairs/{id}', { path: { id } }),
  report: (body: Report, key: string) => http.post('repairs', { body, key }),
  join: (id: string, key: string) => http.post('repairs/{id}/join', { path: { id }, key }),
  urge: (id: string, key: string) => http.post('repairs/{id}/urge', { path: { id }, key }),
  reschedule: (id: string, slotStart: string, slotEnd: string, key: string) =>
    http.post('repairs/{id}/reschedule', { path: { id }, body: { slotStart, slotEnd }, key }),
  answerQuote: (id: string, accept: boolean, note: string, key: string) =>
    http.post('repairs/{id}/quote-answer', { path: { id }, body: { accept, note: note || undefined }, key }),
  visit: (id: string, good: boolean, note: string, photoFileIds: string[], key: string) =>
    http.post('repairs/{id}/visit', { path: { id }, body: { good, note: note || undefined, photoFileIds }, key }),
  reopen: (id: string, reason: string, photoFileIds: string[], key: string) =>
    http.post('repairs/{id}/reopen', { path: { id }, body: { reason, photoFileIds }, key }),
  cancel: (id: string, reason: string, key: string) => http.post('repairs/{id}/cancel', { path: { id }, body: { reason }, key }),
  rate: (id: string, body: Scores, key: string) => http.post('repairs/{id}/rate', { path: { id }, body, key }),
}
