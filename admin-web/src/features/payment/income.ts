import type { IncomeLine, LedgerEntry } from '@/shared/api/types.gen'
import { plainYuan } from '@/shared/lib/money'
import { addDays } from '@/shared/lib/time'
import type { ChartOption } from '@/shared/ui/chart'

export interface Sum {
  account: string
  label: string
  fen: number
  backFen: number
}
export interface Moment {
  /** A day, or a month where days would be too many. */
  at: string
  chargedFen: number
  arrived: Record<string, number>
  arrivedFen: number
}

/** The sums of one kind of line by account, the largest first. */
export function sumsOf(lines: readonly IncomeLine[], about: IncomeLine['about']): Sum[] {
  const out = new Map<string, Sum>()
  for (const l of lines) {
    if (l.about !== about) continue
    const s = out.get(l.account) ?? { account: l.account, label: l.label, fen: 0, backFen: 0 }
    out.set(l.account, { ...s, fen: s.fen + l.amountFen, backFen: s.backFen + l.backFen })
  }
  return [...out.values()].sort((a, b) => b.fen - b.backFen - (a.fen - a.backFen))
}

export const net = (all: readonly Sum[]): number => all.reduce((n, s) => n + s.fen - s.backFen, 0)

/** Every day of the span, or every month when it is longer than two of them; those without money too. */
export function momentsOf(lines: readonly IncomeLine[], from: string, to: string): Moment[] {
  const monthly = addDays(from, 62) < to
  const cut = (day: string) => (monthly ? day.slice(0, 7) : day)
  const out = new Map<string, Moment>()
  for (let day = from; day <= to && out.size < 400; day = addDays(day, 1)) out.set(cut(day), { at: cut(day), chargedFen: 0, arrived: {}, arrivedFen: 0 })
  for (const l of lines) {
    const m = out.get(cut(l.day))
    if (!m) continue
    const fen = l.amountFen - l.backFen
    if (l.about === 'charged') m.chargedFen += fen
    if (l.about !== 'arrived') continue
    m.arrived[l.account] = (m.arrived[l.account] ?? 0) + fen
    m.arrivedFen += fen
  }
  return [...out.values()]
}

/** Axes are in yuan; only pictures divide, figures stay whole fen. */
const axis = (fen: number) => Number(plainYuan(fen))
const grid = { left: 8, right: 16, top: 36, bottom: 8, containLabel: true }
const inYuan = (v: unknown) => `¥${Number(v).toLocaleString('en-US', { minimumFractionDigits: 2 })}`

export function arrivedChart(moments: readonly Moment[], channels: readonly Sum[]): ChartOption {
  return {
    grid, legend: { top: 0 }, tooltip: { trigger: 'axis', valueFormatter: inYuan }, xAxis: { type: 'category', data: moments.map((m) => (m.at.length > 7 ? m.at.slice(5) : m.at)) }, yAxis: { type: 'value' },
    series: channels.map((c) => ({ type: 'bar', stack: 'all', name: c.label, barMaxWidth: 28, data: moments.map((m) => axis(m.arrived[c.account] ?? 0)) })),
  }
}

export function chargedChart(items: readonly Sum[]): ChartOption {
  const most = items.slice(0, 10).reverse()
  return {
    grid: { ...grid, top: 8 }, tooltip: { trigger: 'axis', valueFormatter: inYuan }, yAxis: { type: 'category', data: most.map((s) => s.label) }, xAxis: { type: 'value' },
    series: [{ type: 'bar', name: '净额', barMaxWidth: 28, data: most.map((s) => axis(s.fen - s.backFen)) }],
  }
}

/** The entries of a journal by account and side: publishing a month posts hundreds on one account. */
export function folded(entries: readonly LedgerEntry[]): { label: string; fen: number; count: number }[] {
  const out = new Map<string, { label: string; fen: number; count: number }>()
  for (const e of entries) {
    const key = `${e.account}${e.amountFen > 0}`
    const f = out.get(key) ?? { label: e.label, fen: 0, count: 0 }
    out.set(key, { ...f, fen: f.fen + e.amountFen, count: f.count + 1 })
  }
  return [...out.values()]
}

/** Spans that people ask for, up to the day. */
export function spans(today: string): { id: string; label: string; from: string; to: string }[] {
  const first = `${today.slice(0, 7)}-01`
  const last = addDays(first, -1)
  return [
    { id: 'month', label: '本月', from: first, to: today }, { id: 'last', label: '上月', from: `${last.slice(0, 7)}-01`, to: last }, { id: 'days', label: '近 30 天', from: addDays(today, -29), to: today },
    { id: 'year', label: '今年', from: `${today.slice(0, 4)}-01-01`, to: today },
  ]
}
