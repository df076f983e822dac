import type { MenuEntry } from '@/shared/feature'

export interface MenuGroup {
  title: string
  entries: MenuEntry[]
}
const groups = [
  { id: 'daily', title: '今天要做' },
  { id: 'records', title: '房屋档案' },
  { id: 'settings', title: '设置' },
] as const

export function menuFor(entries: MenuEntry[], can: (permission: string) => boolean): MenuGroup[] {
  const mine = entries.filter((e) => e.anyOf.length === 0 || e.anyOf.some(can))
  return groups.map((g) => ({ title: g.title, entries: mine.filter((e) => e.group === g.id) })).filter((g) => g.entries.length > 0)
}
