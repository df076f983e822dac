import type { Repair, WorkRow } from '@/shared/api/schema'
import { dayStart, sayDay, sayMoment, saySlot, sayTime } from '@/shared/lib/time'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A span as people say it: 35 分钟 · 2 小时 · 3 天. */
export function saySpan(ms: number): string {
  const span = Math.abs(ms)
  if (span < hour) return `${Math.max(1, Math.round(span / minute))} 分钟`
  return span < 2 * day ? `${Math.floor(span / hour)} 小时` : `${Math.floor(span / day)} 天`
}

export interface LightView {
  tone: 'good' | 'warn' | 'danger'
  text: string
}

/**
 * The traffic light in words: how long is left for what, or how late it is. Nothing when nothing is promised any more.
 * Which promise it is, only a whole order knows.
 */
export function lightOf({ light, dueAt, clocks = [] }: Pick<WorkRow, 'light' | 'dueAt'> & { clocks?: Repair['clocks'] }, now: number): LightView | undefined {
  if (light === 'none' || !dueAt) return undefined
  const what = clocks.find((one) => one.dueAt === dueAt)?.label ?? '时限'
  const left = Date.parse(dueAt) - now
  if (left < 0) return { tone: 'danger', text: `${what}已超 ${saySpan(left)}` }
  return light === 'green' ? { tone: 'good', text: `${what}还有 ${saySpan(left)}` } : { tone: 'warn', text: `${what}只剩 ${saySpan(left)}` }
}

export interface WorkView {
  id: string
  title: string
  place: string
  facts: string
  description: string
  stateLabel: string
  tone: string
  light?: LightView
  emergency: boolean
  /** Steps that only this phone knows. */
  unsent: string
}

function viewOf(row: WorkRow, now: number, waiting: number): WorkView {
  const slot = saySlot(row.slotStart, row.slotEnd, now)
  return {
    id: row.id,
    title: row.faultName ? `${row.categoryName} · ${row.faultName}` : row.categoryName,
    place: row.placeLabel,
    facts: slot ? `约 ${slot}` : `报修于 ${sayTime(row.createdAt, now)}`,
    description: row.description,
    stateLabel: row.stateLabel,
    tone: row.tone,
    light: lightOf(row, now),
    emergency: row.emergency,
    unsent: waiting ? `${waiting} 项未同步` : '',
  }
}

export function workViews(rows: WorkRow[], now: number, waiting: (id: string) => number = () => 0): WorkView[] {
  return rows.map((row) => viewOf(row, now, waiting(row.id)))
}

export interface Group {
  key: string
  title: string
  rows: WorkRow[]
}

/**
 * What the day asks for, in order: late ones first, then emergencies, those that wait for a yes, today by their time,
 * those without one, later, and those on which nothing can be done now.
 */
export function groupsOf(rows: WorkRow[], now: number): Group[] {
  const start = (row: WorkRow) => (row.slotStart ? Date.parse(row.slotStart) : Infinity)
  const due = (row: WorkRow) => (row.dueAt ? Date.parse(row.dueAt) : Infinity)
  const sorted = [...rows].sort((a, b) => Number(b.emergency) - Number(a.emergency) || start(a) - start(b) || due(a) - due(b))
  const tomorrow = dayStart(now) + day
  const keyOf = (row: WorkRow) => {
    if (row.light !== 'none' && due(row) < now) return 'late'
    if (row.emergency) return 'emergency'
    if (row.state === 'assigned') return 'new'
    if (row.state === 'on_hold' || row.state === 'quoted') return 'waiting'
    if (!row.slotStart) return 'open'
    return start(row) < tomorrow ? 'today' : 'later'
  }
  const titles: Record<string, string> = { late: '已超时', emergency: '紧急', new: '等您接单', today: '今天上门', open: '没有约时间', later: '以后', waiting: '等待中' }
  return Object.entries(titles)
    .map(([key, title]) => ({ key, title, rows: sorted.filter((row) => keyOf(row) === key) }))
    .filter((group) => group.rows.length > 0)
}

export interface Fact {
  name: string
  value: string
  warn?: boolean
}

/** What the worker must know before he rings the bell. */
export function factsOf(order: Repair, now: number): Fact[] {
  const indoor = order.place === 'indoor'
  const all: Fact[] = [
    { name: '地址', value: `${order.communityName} ${order.placeLabel}` },
    { name: '另一户', value: order.secondHouseLabel },
    { name: '预约时间', value: saySlot(order.slotStart, order.slotEnd, now) },
    { name: '家中无人', value: indoor ? (order.permissionToEnter ? '可以进门维修（先打电话，物业陪同）' : '请等住户在家') : '' },
    { name: '注意', value: order.accessNote, warn: true },
    { name: '联系人', value: [order.contactName, order.contactPhone].filter(Boolean).join(' ') },
    { name: '工单号', value: order.number },
    { name: '报修时间', value: sayMoment(order.createdAt, now) },
    { name: '挂起到', value: order.hold ? `${sayMoment(order.hold.resumeAt, now)}（${order.hold.label}）` : '' },
  ]
  return all.filter((fact) => fact.value)
}

/** Only digits can be rung; a masked number cannot. */
export const callable = (phone: string) => /^[\d-]{7,}$/.test(phone)

/** What the worker waits for, or what he should know: one sentence. */
export function hintOf(order: Pick<Repair, 'state' | 'quotes' | 'reworks' | 'costBearer'>): string {
  const quote = order.quotes[order.quotes.length - 1]
  switch (order.state) {
    case 'quoted':
      return quote?.state === 'pending' ? '报价里有价目表以外的价格，等主管审核。' : '报价已发给住户，等住户确认。'
    case 'quote_accepted':
      return '住户接受了报价，可以开始维修。'
    case 'quote_refused':
      return '住户没有接受报价。可以重新报价，或只做免费的部分。'
    case 'to_pay':
      return '已完工，等住户付款。'
    case 'to_rate':
      return '已完工，等住户评价。'
    default:
      return order.reworks > 0 && order.costBearer === 'warranty' ? '质保返修，不收费。' : ''
  }
}

/** What the phone needs of an item of the price list. */
export interface PriceItem {
  id: string
  kind: 'labour' | 'material'
  name: string
  unit: string
  priceFen: number
  level: number
}

export interface Line {
  kind: 'labour' | 'material'
  itemId: string
  title: string
  unit: string
  quantity: number
  priceFen: number
}

export const totalOf = (lines: Line[]) => lines.reduce((sum, line) => sum + line.quantity * line.priceFen, 0)

/** A whole number of pieces, 1 to 999; undefined for anything else. */
export function quantityOf(text: string): number | undefined {
  return /^[1-9]\d{0,2}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

/** Mornings on which held work may go on; the server takes up to thirty days. */
export function resumeDays(now: number): { value: string; text: string }[] {
  return [1, 2, 3, 5, 7, 14, 28].map((days) => {
    const at = dayStart(now) + days * day + 9 * hour
    return { value: new Date(at).toISOString(), text: sayDay(at, now) }
  })
}

/** Minutes that have to be waited at the door before nobody counts as at home; 0 when they are over. */
export function minutesToWait(timeline: Repair['timeline'], arrivedHere: string | undefined, now: number): number {
  const arrived = arrivedHere ?? timeline.findLast((step) => step.act === 'arrive')?.at
  if (!arrived) return 15
  return Math.max(0, Math.ceil((Date.parse(arrived) + 15 * minute - now) / minute))
}

/** What a quote sends: an item of the list by its id, so that the price is the list's; anything else with its own. */
export function quoteBody(lines: Line[], note: string): Record<string, unknown> {
  return {
    lines: lines.map(({ kind, itemId, title, unit, quantity, priceFen }) => (itemId ? { kind, itemId, quantity } : { kind, title, unit, quantity, priceFen })),
    note: note.trim() || undefined,
  }
}

export function finishBody(form: { note: string; cause: string; materials: Line[]; fund: boolean }): Record<string, unknown> {
  return {
    note: form.note.trim(),
    causeCode: form.cause,
    materials: form.materials.length ? form.materials.map(({ itemId, quantity }) => ({ itemId, quantity })) : undefined,
    fund: form.fund || undefined,
  }
}
