import type { AgeBand, AssignmentView, BillRun, ChargeForm, TariffForm } from '@/shared/api/types.gen'
import { beijingDay } from '@/shared/lib/time'

export type {
  AgeBand, Arrears, ArrearsRow, AssignmentForm, AssignmentView, BillRun, BillRunPage, BillView, ChargeForm, DisputeAnswer, FeeAssignmentList, FeeItemForm, FeeItemList, FeeItemView, FeePreview, FeePreviewList, FormulaCheck, MakeRunForm, MeterForm, MeterPage,
  MeterView, ReadBatchResults, ReadingForm, ReadingResult, ReadingView, ReminderWork, ReminderWorkList, StaffBillPage, StaffBillRow, StaffDispute, TariffForm, TariffView, WaiverPage, WaiverView,
} from '@/shared/api/types.gen'
export type { BillDisputePage as StaffDisputePage } from '@/shared/api/types.gen'

export const views = [
  { value: 'bills', label: '账单' }, { value: 'runs', label: '出账' }, { value: 'items', label: '项目和标准' }, { value: 'meters', label: '抄表' }, { value: 'arrears', label: '欠费' }, { value: 'desk', label: '减免和异议' },
] as const

export const stateOptions = [
  { value: 'all', label: '全部状态' }, { value: 'open', label: '未缴清' }, { value: 'overdue', label: '已逾期' }, { value: 'disputed', label: '核实中' }, { value: 'paid', label: '已缴清' }, { value: 'waived', label: '已减免' },
  { value: 'void', label: '已作废' }, { value: 'draft', label: '草稿' },
] as const

export const methodOptions = [
  { value: 'area', label: '按面积' }, { value: 'fixed', label: '固定金额' }, { value: 'parking', label: '按车位' }, { value: 'metered', label: '按用量' }, { value: 'tiered', label: '阶梯用量' }, { value: 'shared', label: '公摊' },
  { value: 'formula', label: '公式' },
] as const

export const unitOf: Record<string, string> = { area: '元/㎡·月', fixed: '元/月', parking: '元/个·月', metered: '元/单位用量', formula: '元（公式里的“单价”）' }

/** The month in Shanghai, or so many before it. */
export function monthOf(back = 0, day = beijingDay()): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const n = year * 12 + (month - 1) - back
  return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
}

export const months = (day = beijingDay()) => Array.from({ length: 15 }, (_, i) => monthOf(i - 2, day)).map((m) => ({ value: m, label: `${m.slice(0, 4)}年${Number(m.slice(5))}月` }))

/** How a sum moved against the last period, in words; empty when there is none. */
export function change(now: number, last: number): string {
  if (last <= 0) return ''
  const tenths = Math.round(((now - last) * 1000) / last)
  if (tenths === 0) return '与上期持平'
  return `比上期${tenths > 0 ? '多' : '少'} ${(Math.abs(tenths) / 10).toFixed(1)}%`
}

export const progress = (r: Pick<BillRun, 'doneCount' | 'totalCount'>): number => (r.totalCount > 0 ? Math.min(100, Math.floor((r.doneCount * 100) / r.totalCount)) : 0)

/** A tariff while it is being written; decimals stay text until the server reads them. */
export const emptyTariff = (day = beijingDay()): TariffForm => ({
  method: 'area', effectiveFrom: `${monthOf(-1, day)}-01`, months: 1, unitPrice: '', coefficient: '', tiers: [{ upTo: '', price: '' }], formula: '', shareBy: 'area', discount: '', discountNote: '', dueDays: 30, lateAfterDays: 0, lateRate: '0.05', lateCap: '30',
  prorate: true, note: '',
})

/** What belongs to the chosen method, so that nothing stale is sent. */
export function tariffForm(f: TariffForm): TariffForm {
  const { tiers, formula, shareBy, unitPrice, ...rest } = f
  const out: TariffForm = { ...rest }
  if (f.method === 'tiered') out.tiers = tiers
  else if (f.method === 'shared') out.shareBy = shareBy
  else out.unitPrice = unitPrice
  if (f.method === 'formula') out.formula = formula
  return out
}

/** Pasted lines "number value" (also tabs, commas) as readings; bad ones by their line number. */
export function parseReadings(text: string): { lines: { number: string; value: string; rolledOver?: boolean }[]; bad: number[] } {
  const lines: { number: string; value: string; rolledOver?: boolean }[] = []
  const bad: number[] = []
  text.split('\n').forEach((raw, i) => {
    if (!raw.trim()) return
    const m = /^(\S+)[\s,，\t]+(\d{1,9}(?:\.\d{1,3})?)(?:[\s,，\t]+(满圈))?$/.exec(raw.trim())
    if (m?.[1] && m[2]) lines.push(m[3] ? { number: m[1], value: m[2], rolledOver: true } : { number: m[1], value: m[2] })
    else bad.push(i + 1)
  })
  return { lines, bad }
}

/** What is charged by hand; only the first is income. */
export const chargeKinds = [
  { value: 'staff', label: '一次性费用' }, { value: 'deposit', label: '押金' }, { value: 'prepaid', label: '预存款' },
] as const

export const chargeNotes: Record<ChargeForm['source'], string> = {
  staff: '住户马上收到账单，7 天内缴费。', deposit: '押金不是收入，退押金时原路退回。', prepaid: '缴清后成为这套房屋的预存款，可抵以后的账单。',
}

/** What differs for a house, in one line; the usual is not said. */
export function differsIn(a: AssignmentView): string {
  const parts = [
    a.quantity !== '1' ? `数量 ${a.quantity}` : '', a.coefficient !== '1' ? `系数 ${a.coefficient}` : '', a.discount !== '0' ? `优惠 ${a.discount}%` : '',
    a.fromDay ? `${a.fromDay} 起` : '', a.untilDay ? `到 ${a.untilDay} 止` : '', a.note,
  ]
  return parts.filter(Boolean).join(' · ') || '按标准收'
}

export const bandShare = (bands: readonly AgeBand[], band: AgeBand): number => {
  const total = bands.reduce((n, b) => n + b.fen, 0)
  return total ? Math.round((band.fen * 100) / total) : 0
}
