import type { Permission, RoleView, StaffIn } from '@/shared/api/types.gen'

export type { Permission, PermissionList, RoleIn, RoleList, RoleView as Role, StaffChange, StaffList, StaffView as Staff, StaffWithSetup } from '@/shared/api/types.gen'
export type StaffInput = Required<StaffIn>

const tones: Record<string, string> = { active: 'good', setup: 'info' }
export const stateTone = (state: string): string => tones[state] ?? 'neutral'

/** The link a new colleague opens once to choose a password. */
export function setupLink(token: string, origin: string, base: string): string {
  return `${origin}${base}setup?token=${encodeURIComponent(token)}`
}

export function staffProblems(s: StaffInput, isNew: boolean): Partial<Record<keyof StaffInput, string>> {
  const out: Partial<Record<keyof StaffInput, string>> = {}
  if (isNew && !/^[A-Za-z0-9._-]{3,32}$/.test(s.username)) out.username = '3–32 位字母、数字或 . _ -'
  if (!s.name.trim()) out.name = '请填写姓名'
  if (s.phone && !/^1\d{10}$/.test(s.phone)) out.phone = '请填写 11 位手机号'
  if (!s.roleIds.length) out.roleIds = '请至少选择一个角色'
  if (!s.communityIds.length) out.communityIds = '请至少选择一个小区，否则什么也看不到'
  return out
}

export interface PermissionGroup { name: string; permissions: Permission[] }
const areas: Record<string, string> = { house: '房屋', binding: '认证', repair: '报修', staff: '员工', role: '角色', audit: '审计' }

/** Permissions by area, in the order the server gave. */
export function grouped(all: readonly Permission[]): PermissionGroup[] {
  const groups = new Map<string, Permission[]>()
  for (const p of all) {
    const area = p.group || (p.code.split('.')[0] ?? '')
    groups.set(area, [...(groups.get(area) ?? []), p])
  }
  return [...groups].map(([name, permissions]) => ({ name: areas[name] ?? name, permissions }))
}

/** Nobody hands out what he does not hold himself; the server refuses it too. */
export function roleOptions(roles: readonly RoleView[], can: (permission: string) => boolean): { id: string; name: string; locked: boolean }[] {
  return roles.map((r) => ({ id: r.id, name: r.name, locked: !r.permissions.every(can) }))
}

export function toggled(list: readonly string[], item: string): string[] {
  return list.includes(item) ? list.filter((x) => x !== item) : [...list, item]
}
