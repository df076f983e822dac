import type { CallerFault, RepairFilterQuery, StaffRepair, StaffRepairRow } from '@/shared/api/types.gen'
import { spokenAge } from '@/shared/lib/time'

export type {
  AssignmentList, CallerFault, ExportsBody, File as FileOut, FilterList, FinishRepairForm, HouseLine, HousesOutBody, IncidentForm, IncidentList, IncidentNews, Offering, OrderVersion,
  QuoteItem, RepairCalendar, RepairCategoryList, RepairClock, RepairCloseIncidentForm, RepairExport, RepairFilterForm, RepairFilterQuery, RepairIncident, RepairQuote, RepairReport,
  RepairSettings, RepairSettingsForm, RepairDesk, RepairDeskForm, RepairSettingsList, RepairWorkload, ReportRatings, SavedRepairFilter, StaffRepair as Repair, StaffRepairList,
  StaffRepairPage, StaffRepairRow as RepairRow, StockItemsOutBody, Use, WorkerList,
} from '@/shared/api/types.gen'

export type Action =
  | 'grab' | 'accept' | 'depart' | 'arrive' | 'start' | 'resume' | 'finish' | 'quote' | 'hold' | 'no_show' | 'approve_quote' | 'decline_quote' | 'answer' | 'pay' | 'visit' | 'assign'
  | 'offer' | 'reschedule' | 'occupant' | 'transfer' | 'return' | 'merge' | 'unmerge' | 'add_house' | 'waive' | 'reopen' | 'reject' | 'cancel'

/** What is most likely wanted comes first; ending an order is never the main thing. */
const order: readonly Action[] = [
  'grab', 'accept', 'approve_quote', 'answer', 'pay', 'visit', 'unmerge', 'depart', 'arrive', 'finish', 'start', 'resume', 'assign', 'occupant', 'quote', 'hold', 'no_show', 'decline_quote',
  'reschedule', 'offer', 'transfer', 'return', 'merge', 'add_house', 'waive', 'reopen', 'reject', 'cancel',
]

/** What the server lets this person do now; the first one is the primary action. A payer's yes and no are one form. */
export function actionsFor(repair: { actions: readonly string[]; needsBeforePhoto?: boolean }): Action[] {
  const may = (a: Action) => (a === 'answer' ? repair.actions.includes('accept_quote') : repair.actions.includes(a))
  const out = order.filter(may)
  // Nothing can be finished without a picture from before: beginning comes first until there is one.
  return repair.needsBeforePhoto && out.includes('start') ? ['start', ...out.filter((a) => a !== 'start')] : out
}

const labels: Record<Action, string> = {
  grab: '抢单', accept: '接单', depart: '我已出发', arrive: '我已到场', start: '开始维修', resume: '继续处理', finish: '结单', quote: '报价', hold: '暂停', no_show: '家中无人',
  approve_quote: '通过报价', decline_quote: '退回报价', answer: '登记业主答复', pay: '登记收款', visit: '登记回访', assign: '派单', offer: '放入抢单池', reschedule: '改约时间',
  occupant: '登记新住户', transfer: '转给同事', return: '退单', merge: '合并', unmerge: '恢复单独处理', add_house: '关联另一户', waive: '减免费用', reopen: '重新处理', reject: '不予受理', cancel: '取消工单',
}
const waiting = ['submitted', 'dispatching', 'reopened']
export function actionLabel(action: Action, state: string): string {
  if (action === 'assign' && !waiting.includes(state)) return '改派'
  if (action === 'quote' && state !== 'arrived' && state !== 'working') return '重新报价'
  return labels[action]
}

/** Columns of the board: what is to be done with an order that is not over yet. */
export const boardGroups = [
  { value: 'todo', label: '待派单' },
  { value: 'doing', label: '处理中' },
  { value: 'waiting', label: '等待中' },
  { value: 'after', label: '待收尾' },
] as const

export const stateOptions = [
  { value: '', label: '全部状态' }, { value: 'open', label: '未完成' }, ...boardGroups, { value: 'dispatching', label: '抢单池' }, { value: 'on_hold', label: '暂停中' },
  { value: 'quoted', label: '待确认报价' }, { value: 'to_pay', label: '待付款' }, { value: 'to_rate', label: '待评价' }, { value: 'return_visit', label: '待回访' },
  { value: 'reopened', label: '重新处理' }, { value: 'closed', label: '已完成' }, { value: 'cancelled', label: '已取消' }, { value: 'rejected', label: '不予受理' }, { value: 'merged', label: '已合并' },
]
export const lightOptions = [
  { value: '', label: '全部时限' }, { value: 'red', label: '已超时' }, { value: 'yellow', label: '快到时限' }, { value: 'green', label: '时限充足' },
]
export const channelOptions = [
  { value: '', label: '全部来源' }, { value: 'app', label: '住户端' }, { value: 'phone', label: '电话' }, { value: 'desk', label: '前台' }, { value: 'patrol', label: '巡检' }, { value: 'iot', label: '设备告警' },
]
export const flagOptions = [
  { value: '', label: '不限' }, { value: 'urged', label: '有催单' }, { value: 'supervised', label: '等主管派' }, { value: 'ask_occupant', label: '待问新住户' },
]
export const sortOptions = [{ value: 'newest', label: '最新在前' }, { value: 'oldest', label: '最早在前' }, { value: 'due', label: '最急在前' }]

/** Everything the list can be narrowed by; empty is no limit. */
export const emptyFilter = () => ({ state: '', category: '', workerId: '', light: '', channel: '', flag: '', from: '', to: '', q: '', sort: 'newest' })
export type Filter = ReturnType<typeof emptyFilter>

/** Only what was chosen, as the server keeps it. */
export function queryOf(f: Filter, communityId: string): RepairFilterQuery {
  const chosen = Object.fromEntries(Object.entries(f).filter(([, v]) => v !== ''))
  return { ...chosen, communityId } as RepairFilterQuery
}
export function filterOf(q: RepairFilterQuery): Filter {
  const out = emptyFilter()
  for (const k of Object.keys(out) as (keyof Filter)[]) out[k] = String(q[k] ?? '') || out[k]
  return out
}

/** The promise that is due next, in words: 剩 25 分钟 · 超时 2 小时. */
export function dueText(row: { dueAt?: string; light: string }, now: number): string {
  if (!row.dueAt || row.light === 'none') return ''
  const minutes = (Date.parse(row.dueAt) - now) / 60_000
  const span = spokenAge(Math.abs(minutes))
  return minutes < 0 ? `超时${span === '刚刚' ? '' : ' ' + span}` : span === '刚刚' ? '马上到时限' : `剩 ${span}`
}
export const lightTone = (light: string): 'good' | 'warn' | 'danger' | 'neutral' => ({ green: 'good', yellow: 'warn', red: 'danger' } as const)[light] ?? 'neutral'

export function flagsOf(r: Pick<StaffRepairRow, 'urges' | 'supervised' | 'askOccupant' | 'reworks' | 'returns'>): string[] {
  return [r.urges ? `催 ${r.urges} 次` : '', r.supervised ? '等主管派' : '', r.askOccupant ? '待问新住户' : '', r.reworks ? '返修' : '', r.returns ? `退单 ${r.returns} 次` : ''].filter(Boolean)
}
export const bearers: Record<StaffRepair['costBearer'], string> = { owner: '业主', property: '物业', fund: '维修资金', warranty: '质保' }

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
