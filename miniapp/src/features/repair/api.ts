import type { Category, Repair, RepairRow } from '@/shared/api/schema'
import { http } from '@/shared/app'
import type { Page } from '@/shared/lib/usePagedList'

export type Filter = 'open' | 'done' | 'all'

export interface Report {
  communityId: string
  houseId?: string
  place: 'indoor' | 'public'
  category: string
  publicPlace?: string
  description: string
  photoFileIds: string[]
  slotStart?: string
  slotEnd?: string
  contactPhone?: string
  permissionToEnter: boolean
}

export interface Scores {
  speed: number
  quality: number
  attitude: number
  tags: string[]
  comment: string
}

export const repairApi = {
  categories: async () => (await http.get<{ items: Category[] | null }>('repair-categories')).items ?? [],
  list: (state: Filter, cursor: string) => http.get<Page<RepairRow>>('repairs', { state, cursor }),
  get: (id: string) => http.get<Repair>(`repairs/${id}`),
  report: (report: Report, key: string) => http.post<Repair>('repairs', report, key),
  cancel: (id: string, reason: string, key: string) => http.post<Repair>(`repairs/${id}/cancel`, { reason }, key),
  rate: (id: string, scores: Scores, key: string) => http.post<Repair>(`repairs/${id}/rate`, scores, key),
}
