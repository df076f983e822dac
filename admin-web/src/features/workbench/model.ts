import type { RouteLocationRaw } from 'vue-router'
import type { Workbench } from '@/shared/api/types.gen'
import { yuan } from '@/shared/lib/money'
import type { IconName } from '@/shared/ui/icons'

export type { Card, Workbench } from '@/shared/api/types.gen'
export interface Tile {
  key: string
  label: string
  value: number
  icon: IconName
  to: RouteLocationRaw
  /** Beside the figure, when it says more. */
  note?: string
  /** Somebody is waiting for us. */
  waiting: boolean
}

/** The figures a person may follow, work that waits first. */
export function tilesFor(counts: Workbench['counts'], can: (permission: string) => boolean): Tile[] {
  const all: (Tile & { need: string })[] = [
    { key: 'unassigned', label: '待派单', value: counts.repairsUnassigned, icon: 'wrench', to: { name: 'repair', query: { state: 'submitted' } }, waiting: true, need: 'repair.dispatch' },
    { key: 'bindings', label: '待审认证', value: counts.bindingsPending, icon: 'shield', to: { name: 'binding' }, waiting: true, need: 'binding.read' },
    { key: 'calls', label: '待打电话', value: counts.callsWaiting, icon: 'phone', to: { name: 'notify', params: { tab: 'calls' } }, waiting: true, need: 'notify.desk' },
    { key: 'dead', label: '发送失败的消息', value: counts.messagesDead, icon: 'alert', to: { name: 'notify', params: { tab: 'dead' } }, waiting: true, need: 'notify.desk' },
    { key: 'decisions', label: '待定减免和异议', value: counts.billDecisions, icon: 'file', to: { name: 'billing', params: { view: 'desk' } }, waiting: true, need: 'billing.approve' },
    { key: 'refunds', label: '待批退款', value: counts.refundsWaiting, icon: 'coin', to: { path: '/payments/refunds', query: { state: 'requested' } }, waiting: true, need: 'payment.refund' },
    { key: 'differences', label: '对账差异', value: counts.differencesOpen, icon: 'alert', to: { path: '/payments/reconcile' }, waiting: true, need: 'payment.reconcile' },
    { key: 'overdue', label: '逾期账单', value: counts.billsOverdue, note: counts.billsOverdueFen ? `共 ${yuan(counts.billsOverdueFen)}` : '', icon: 'coin', to: { name: 'billing', params: { view: 'arrears' } }, waiting: false, need: 'billing.read' },
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
