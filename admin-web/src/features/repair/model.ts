import type { CallerFault } from '@/shared/api/types.gen'

export type {
  CallerFault, File as FileOut, FinishRepairForm, HouseLine, HousesOutBody, RepairCategoryList, StaffRepair as Repair, StaffRepairPage, StaffRepairRow as RepairRow, WorkerList,
} from '@/shared/api/types.gen'

export type Action = 'accept' | 'arrive' | 'finish' | 'assign' | 'cancel'

/** Work on site comes first, then handing it over; cancelling is never the main thing. */
const order: readonly Action[] = ['accept', 'arrive', 'finish', 'assign', 'cancel']

/** What the server lets this person do now; the first one is the primary action. */
export function actionsFor(repair: { actions: readonly string[] }): Action[] {
  return order.filter((a) => repair.actions.includes(a))
}

const labels: Record<Action, string> = { accept: '接单', arrive: '我已到场', finish: '结单', assign: '派单', cancel: '取消工单' }
export function actionLabel(action: Action, state: string): string {
  return action === 'assign' && state !== 'submitted' ? '改派' : labels[action]
}

/** Columns of the board: the way of an order that is not over yet. */
export const boardStates = [
  { value: 'submitted', label: '待派单' },
  { value: 'assigned', label: '已派单' },
  { value: 'accepted', label: '已接单' },
  { value: 'arrived', label: '已到场' },
  { value: 'to_rate', label: '待评价' },
] as const

export const stateOptions = [
  { value: '', label: '全部状态' },
  ...boardStates,
  { value: 'closed', label: '已完成' },
  { value: 'cancelled', label: '已取消' },
]

/** An order nobody took for half an hour is late; four hours later it is urgent. */
export function lateness(row: { state: string; ageMinutes: number }): 'none' | 'late' | 'urgent' {
  if (row.state !== 'submitted' && row.state !== 'assigned') return 'none'
  if (row.ageMinutes >= 240) return 'urgent'
  return row.ageMinutes >= 30 ? 'late' : 'none'
}

/** A report while it is being taken down; every field has a value. */
export type Draft = Required<Omit<CallerFault, 'communityId' | 'photoFileIds' | 'slotStart' | 'slotEnd' | 'fault' | 'accessNote' | 'separate'>>
export const emptyDraft = (): Draft => ({
  channel: 'phone', place: 'indoor', houseId: '', publicPlace: '', category: '', description: '', contactName: '', contactPhone: '', permissionToEnter: false,
})

/** Problems beside their fields, in words; an empty object means it can be sent. */
export function draftProblems(d: Draft): Partial<Record<keyof Draft, string>> {
  const out: Partial<Record<keyof Draft, string>> = {}
  if (d.place === 'indoor' && !d.houseId) out.houseId = '请选择报修的房屋'
  if (d.place === 'public' && !d.publicPlace.trim()) out.publicPlace = '请写明公共区域的位置'
  if (!d.category) out.category = '请选择报修类别'
  if (!d.description.trim()) out.description = '请写明哪里坏了'
  if (d.contactPhone && !/^1\d{10}$/.test(d.contactPhone) && !/^0\d{9,11}$/.test(d.contactPhone.replace('-', ''))) out.contactPhone = '请填写 11 位手机号，或带区号的座机'
  return out
}
