import type { Workbench } from '@/shared/api/types.gen'
import type { IconName } from '@/shared/ui/icons'

export type { Card, Workbench } from '@/shared/api/types.gen'
export interface Tile {
  key: string
  label: string
  value: number
  icon: IconName
  to: { name: string; query?: Record<string, string> }
  /** Somebody is waiting for us. */
  waiting: boolean
}

/** The figures a person may follow, work that waits first. */
export function tilesFor(counts: Workbench['counts'], can: (permission: string) => boolean): Tile[] {
  const all: (Tile & { need: string })[] = [
    { key: 'unassigned', label: '待派单', value: counts.repairsUnassigned, icon: 'wrench', to: { name: 'repair', query: { state: 'submitted' } }, waiting: true, need: 'repair.dispatch' },
    { key: 'bindings', label: '待审认证', value: counts.bindingsPending, icon: 'shield', to: { name: 'binding' }, waiting: true, need: 'binding.read' },
    { key: 'open', label: '处理中工单', value: counts.repairsOpen, icon: 'clock', to: { name: 'repair' }, waiting: false, need: 'repair.read' },
    { key: 'houses', label: '房屋', value: counts.housesTotal, icon: 'building', to: { name: 'house' }, waiting: false, need: 'house.read' },
    { key: 'residents', label: '已认证住户', value: counts.residentsActive, icon: 'users', to: { name: 'binding', query: { state: 'active' } }, waiting: false, need: 'binding.read' },
  ]
  return all.filter((t) => can(t.need))
}

export function greeting(hour: number): string {
  if (hour < 6) return '夜深了'
  if (hour < 11) return '早上好'
  if (hour < 13) return '中午好'
  return hour < 18 ? '下午好' : '晚上好'
}
