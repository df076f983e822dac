import type { Bill, BillRow, Comparison } from '@/shared/api/schema'
import { sayFen } from '@/shared/lib/money'
import { sayTime } from '@/shared/lib/time'

export interface RowView {
  id: string
  title: string
  facts: string
  amount: string
  late: string
  stateLabel: string
  tone: string
  mayPay: boolean
  note: string
  /** The person's own open payment of it. */
  payingId: string
  totalFen: number
  merchantId: string
  houseId: string
}

/** A business day as people say it: 3月31日, with the year when it is another one. */
export function sayDate(day: string, now: number): string {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return ''
  const thisYear = new Date(now + 8 * 3_600_000).getUTCFullYear()
  return `${year === thisYear ? '' : `${year}年`}${month}月${date}日`
}

export function rowViews(rows: BillRow[], now: number, showHouse: boolean): RowView[] {
  return rows.map((row) => ({
    id: row.id,
    title: `${row.title} · ${row.periodName}`,
    facts: [showHouse && row.houseLabel, row.totalFen > 0 && row.dueOn && `${sayDate(row.dueOn, now)}前缴费`].filter(Boolean).join(' · '),
    amount: sayFen(row.totalFen > 0 ? row.totalFen : row.askedFen),
    late: row.lateFen > 0 ? `含违约金 ${sayFen(row.lateFen)}` : '',
    stateLabel: row.stateLabel,
    tone: row.tone,
    mayPay: row.mayPay,
    note: row.payingId ? '您还没付完，点「继续支付」' : row.lockNote,
    payingId: row.payingId,
    totalFen: row.totalFen,
    merchantId: row.merchantId,
    houseId: row.houseId,
  }))
}

/** Bills of one payee and house go into one payment; the first chosen bill decides. */
export function fits(chosen: RowView[], row: RowView): boolean {
  const first = chosen[0]
  return row.mayPay && (!first || (first.merchantId === row.merchantId && first.houseId === row.houseId))
}

export function sumOf(rows: RowView[]): number {
  return rows.reduce((sum, row) => sum + row.totalFen, 0)
}

/** All that can be paid together with the first payable bill. */
export function payable(rows: RowView[]): RowView[] {
  return rows.reduce<RowView[]>((chosen, row) => (fits(chosen, row) ? [...chosen, row] : chosen), [])
}

export interface Fact {
  name: string
  value: string
}

/** The sums of a bill from what was asked to what is left, only those that are something. */
export function sumsOf(bill: Bill): Fact[] {
  const facts: [string, number, boolean][] = [
    ['应收', bill.principalFen, true],
    ['优惠', -bill.discountFen, bill.discountFen > 0],
    ['违约金', bill.lateFen, bill.lateFen > 0],
    ['减免', -bill.waivedFen, bill.waivedFen > 0],
    ['已缴', -bill.paidFen, bill.paidFen > 0],
    ['已退', bill.refundedFen, bill.refundedFen > 0],
  ]
  return facts.filter(([, , shown]) => shown).map(([name, fen]) => ({ name, value: sayFen(fen) }))
}

export interface StepView {
  key: string
  title: string
  reason: string
  meta: string
}

export function stepsOf(bill: Bill, now: number): StepView[] {
  return [...bill.timeline].reverse().map((step) => ({
    key: step.at + step.act,
    title: step.title,
    reason: step.reason,
    meta: [sayTime(step.at, now), step.actor, step.amountFen > 0 && step.act !== 'publish' ? sayFen(step.amountFen) : ''].filter(Boolean).join(' · '),
  }))
}

export interface BarView {
  key: string
  label: string
  amount: string
  height: string
  now: boolean
}

/** The last six periods as bars; the tallest fills the height. A bill of nothing still shows a line. */
export function barsOf(comparison: Comparison, current: string): BarView[] {
  const points = comparison.points.slice(-6)
  const top = Math.max(1, ...points.map((one) => one.amountFen))
  return points.map((one) => ({
    key: one.billId,
    label: `${Number(one.period.slice(5))}月`,
    amount: sayFen(one.amountFen),
    height: `${Math.max(3, Math.round((one.amountFen / top) * 100))}%`,
    now: one.billId === current,
  }))
}

export const disputeReasons = ['面积不对', '读数不对', '已经缴过', '这项不该收', '金额看不懂']
