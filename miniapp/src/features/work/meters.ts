import type { Meter } from '@/shared/api/schema'

/** Reading meters on the way through the buildings. Readings are counted in thousandths, without floating point. */

/** Thousandths of what a meter shows; undefined for what no meter shows. */
export function milliOf(text: string): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text.trim())
  if (!match) return undefined
  return Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'))
}

export function sayMilli(milli: number): string {
  const rest = String(milli % 1000).padStart(3, '0').replace(/0+$/, '')
  return `${Math.floor(milli / 1000)}${rest && `.${rest}`}`
}

/** 2026-11 of this month in Shanghai; `back` months before. */
export function periodOf(now: number, back = 0): string {
  const today = new Date(now + 8 * 3_600_000)
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
}

/** The day in Shanghai on which something was read. */
export const dayOf = (now: number) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)

export const sayPeriod = (period: string) => `${Number(period.slice(5))}月`

export interface Judgement {
  /** Why it cannot be sent; empty when it can. */
  problem: string
  /** What it means when it is sent. */
  hint: string
  /** Less than last time: somebody must say whether the meter went round. */
  mayRoll: boolean
}

/** What stands against the reading, by the rules of the server, so that it is found at the meter and not in the evening. */
export function judge(meter: Meter, period: string, text: string, rolled: boolean): Judgement {
  const no = (problem: string, mayRoll = false): Judgement => ({ problem, hint: '', mayRoll })
  const value = milliOf(text)
  if (meter.lastPeriod > period) return no('这块表已有更晚账期的读数，不能再补录以前的')
  if (value === undefined) return no(text ? '请填写读数，最多三位小数' : '')
  const top = 1000 * 10 ** meter.digits
  if (value >= top) return no(`这块表最多 ${meter.digits} 位整数，请核对读数`)
  const { first, last } = baseOf(meter)
  if (first) return { problem: '', hint: '首次抄表，只作起点，本期不产生用量', mayRoll: false }
  if (value < last && !rolled) return no(`比上次的 ${sayMilli(last)} 小，请再核对。表走满一圈了，就打开下面的开关`, true)
  const turned = value < last
  const used = sayMilli(value - last + (turned ? top : 0))
  const times = meter.multiplier === '1' ? '' : `，倍率 ${meter.multiplier}`
  return { problem: '', hint: `${turned ? '走满一圈，' : ''}比上次多 ${used}${times}`, mayRoll: turned }
}

/** A reading of the same period is corrected against the one before it. */
function baseOf({ reading, lastPeriod, lastValue }: Meter): { first: boolean; last: number } {
  if (reading) return { first: reading.first, last: milliOf(reading.lastValue) ?? 0 }
  return { first: lastPeriod === '', last: milliOf(lastValue) ?? 0 }
}

/** What the card of a meter says was read last. */
export function lastOf(meter: Meter): string {
  const { first, last } = baseOf(meter)
  return first ? '还没有抄过' : `上次 ${sayMilli(last)}`
}

export interface MeterCard {
  id: string
  title: string
  number: string
  facts: string
  stateLabel: string
  tone: string
}

export interface Route {
  title: string
  cards: MeterCard[]
}

/** 1栋1单元102 before 1栋1单元1001 and 10栋: numbers by their size. */
function byNumbers(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]]
    if (x === y) continue
    const [m, n] = [Number(x), Number(y)]
    return Number.isNaN(m) || Number.isNaN(n) ? (x < y ? -1 : 1) : m - n
  }
  return left.length - right.length
}

const routeOf = (label: string) => /^.*?单元/.exec(label)?.[0] ?? /^.*?[栋幢座]/.exec(label)?.[0] ?? '其他'

/** What only this phone knows of a meter: readings that wait, and the one it sent since the list was fetched. */
export interface Here {
  waiting: number
  read: string
}

export const isOpen = (meter: Meter, { waiting, read }: Here) => !meter.reading && waiting === 0 && read === ''

/** In the order of the way: building, unit, door. */
export function inOrder(meters: Meter[]): Meter[] {
  return [...meters].sort((a, b) => byNumbers(a.houseLabel, b.houseLabel) || byNumbers(a.number, b.number))
}

/** Meters by building and unit, in the order of the way. */
export function routesOf(meters: Meter[], hereOf: (id: string) => Here): Route[] {
  const routes: Route[] = []
  for (const meter of inOrder(meters)) {
    const title = routeOf(meter.houseLabel)
    const card = cardOf(meter, hereOf(meter.id))
    const route = routes.find((one) => one.title === title)
    if (route) route.cards.push(card)
    else routes.push({ title, cards: [card] })
  }
  return routes
}

function cardOf(meter: Meter, { waiting, read }: Here): MeterCard {
  const card = { id: meter.id, title: meter.houseLabel, number: `表号 ${meter.number}`, facts: [meter.place, lastOf(meter)].filter(Boolean).join(' · ') }
  if (waiting) return { ...card, stateLabel: '未同步', tone: 'warn' }
  if (read) return { ...card, facts: `读数 ${read}`, stateLabel: '已抄', tone: 'good' }
  if (!meter.reading) return { ...card, stateLabel: '未抄', tone: 'info' }
  const { value, used, first } = meter.reading
  return { ...card, facts: first ? `读数 ${value} · 起点` : `读数 ${value} · 用量 ${used}`, stateLabel: '已抄', tone: 'good' }
}

/** What the operation takes, beside the picture. */
export function readBody(meter: Meter, period: string, value: string, rolled: boolean, now: number) {
  return { meterId: meter.id, period, value: value.trim(), rolledOver: rolled, channel: 'phone', readOn: dayOf(now) }
}
