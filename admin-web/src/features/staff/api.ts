import type { Http, Query } from '@/shared/api/client'
import type { PermissionList, Role, RoleIn, RoleList, Staff, StaffChange, StaffInput, StaffList, StaffWithSetup } from './model'

export const staffApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<StaffList>('/staff', { ...filter, cursor }),
  create: (key: string, input: StaffInput) => http.post<StaffWithSetup>('/staff', input, key),
  update: (key: string, id: string, input: StaffChange) => http.patch<Staff>(`/staff/${id}`, input, key),
  act: (key: string, id: string, act: 'disable' | 'enable') => http.post<unknown>(`/staff/${id}/${act}`, {}, key),
  reset: (key: string, id: string) => http.post<StaffWithSetup>(`/staff/${id}/reset-credentials`, {}, key),
  roles: () => http.get<RoleList>('/roles'),
  createRole: (key: string, input: RoleIn) => http.post<Role>('/roles', input, key),
  updateRole: (key: string, id: string, input: RoleIn) => http.patch<Role>(`/roles/${id}`, input, key),
  permissions: () => http.get<PermissionList>('/permissions'),
})
