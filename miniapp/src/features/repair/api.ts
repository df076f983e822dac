import type { Report, Scores } from '@/shared/api/schema'
import { http } from '@/shared/app'

export type Filter = 'open' | 'done' | 'all'

export const repairApi = {
  categories: async () => (await http.get('repair-categories', {})).items,
  list: (state: Filter, cursor: string) => http.get('repairs', { query: { state, cursor } }),
  get: (id: string) => http.get('repairs/{id}', { path: { id } }),
  report: (body: Report, key: string) => http.post('repairs', { body, key }),
  cancel: (id: string, reason: string, key: string) => http.post('repairs/{id}/cancel', { path: { id }, body: { reason }, key }),
  rate: (id: string, body: Scores, key: string) => http.post('repairs/{id}/rate', { path: { id }, body, key }),
}
