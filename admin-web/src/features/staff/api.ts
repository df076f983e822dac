import type { Http, Query } from '@/shared/api/client'
import type { Page } from '@/shared/lib/usePagedList'
import type { Permission, Role, RoleInput, Staff, StaffInput } from './model'

export const staffApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<Page<Staff>>('/staff', { ...filter, cursor }),
  create: (key: string, input: StaffInput) => http.post<Staff>('/staff', input, key),
  update: (key: string, id: string, input: Partial<StaffInput>) => http.patch<Staff>(`/staff/${id}`, input, key),
  act: (key: string, id: string, act: 'disable' | 'enable') => http.post<unknown>(`/staff/${id}/${act}`, {}, key),
  reset: (key: string, id: string) => http.post<{ setupToken?: string }>(`/staff/${id}/reset-credentials`, {}, key),
  roles: () => http.get<{ items: Role[] | null }>('/roles'),
  createRole: (key: string, input: RoleInput) => http.post<Role>('/roles', input, key),
  updateRole: (key: string, id: string, input: RoleInput) => http.patch<Role>(`/roles/${id}`, input, key),
  permissions: () => http.get<{ items: Permission[] | null }>('/permissions'),
})
