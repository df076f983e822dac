import type { ChartOption } from '@/shared/ui/chart'
import { addDays } from '@/shared/lib/time'
import type { RepairReport, ReportRatings } from './model'

/** 8 分钟 · 3.5 小时 · 2.1 天 */
export function lasted(seconds: number): string {
  if (!seconds) return '—'
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} 分钟`
  return seconds < 86_400 ? `${(seconds / 3600).toFixed(1)} 小时` : `${(seconds / 86_400).toFixed(1)} 天`
}
const rank = ['response', 'on_site', 'resolve']
/** In the order in which they come due. */
export const inOrder = <T extends { kind: string }>(all: readonly T[]): T[] => [...all].sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind))
export const perMill = (n: number): string => `${(n / 10).toFixed(1)}%`
export const score = (centi: number): string => (centi ? (centi / 100).toFixed(2) : '—')

/** Every day of the range, those without an order too. */
export function everyDay(r: RepairReport): { day: string; count: number }[] {
  const known = new Map(r.byDay.map((d) => [d.key, d.count]))
  const out: { day: string; count: number }[] = []
  for (let day = r.from; day <= r.to && out.length < 400; day = addDays(day, 1)) out.push({ day, count: known.get(day) ?? 0 })
  return out
}

const grid = { left: 8, right: 16, top: 32, bottom: 8, containLabel: true }
const names = { axisLabel: { interval: 0, width: 84, overflow: 'truncate' as const } }

export function volumeChart(r: RepairReport): ChartOption {
  const days = everyDay(r)
  return {
    grid, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: days.map((d) => d.day.slice(5)) }, yAxis: { type: 'value', minInterval: 1 },
    series: [{ type: 'line', name: '报修', data: days.map((d) => d.count), areaStyle: { opacity: 0.12 }, smooth: false, showSymbol: days.length < 32 }],
  }
}
export function countChart(rows: RepairReport['byCategory']): ChartOption {
  const most = [...rows].sort((a, b) => b.count - a.count).slice(0, 10).reverse()
  return {
    grid: { ...grid, top: 8 }, tooltip: { trigger: 'axis' }, yAxis: { type: 'category', data: most.map((c) => c.label) }, xAxis: { type: 'value', minInterval: 1 },
    series: [{ type: 'bar', name: '报修', data: most.map((c) => c.count), barMaxWidth: 24 }],
  }
}
export function timesChart(r: RepairReport): ChartOption {
  const rows = r.times.filter((t) => t.answered || t.resolved).slice(0, 12)
  const hours = (s: number) => Math.round(s / 36) / 100
  return {
    grid, legend: { top: 0 }, tooltip: { trigger: 'axis', valueFormatter: (v) => `${String(v)} 小时` },
    xAxis: { type: 'category', data: rows.map((t) => t.label || '全部'), ...names }, yAxis: { type: 'value' },
    series: [
      { type: 'bar', name: '首次响应 中位', data: rows.map((t) => hours(t.responseP50Seconds)) }, { type: 'bar', name: '首次响应 九成', data: rows.map((t) => hours(t.responseP90Seconds)) },
      { type: 'bar', name: '修好 中位', data: rows.map((t) => hours(t.resolveP50Seconds)) }, { type: 'bar', name: '修好 九成', data: rows.map((t) => hours(t.resolveP90Seconds)) },
    ],
  }
}
export function promiseChart(r: RepairReport): ChartOption {
  const promises = inOrder(r.promises).reverse()
  return {
    color: ['--good', '--line-strong', '--danger'], grid, legend: { top: 0 }, tooltip: { trigger: 'axis' }, yAxis: { type: 'category', data: promises.map((p) => p.label) }, xAxis: { type: 'value', minInterval: 1 },
    series: [
      { type: 'bar', stack: 'all', barMaxWidth: 28, name: '按时', data: promises.map((p) => p.met) }, { type: 'bar', stack: 'all', barMaxWidth: 28, name: '还在时限内', data: promises.map((p) => p.running) },
      { type: 'bar', stack: 'all', barMaxWidth: 28, name: '超时', data: promises.map((p) => p.missed), itemStyle: { decal: { symbol: 'rect' } } },
    ],
  }
}
export function reworkChart(r: RepairReport): ChartOption {
  const rows = r.times.filter((t) => t.resolved).slice(0, 12)
  return {
    grid, tooltip: { trigger: 'axis', valueFormatter: (v) => `${String(v)}%` }, xAxis: { type: 'category', data: rows.map((t) => t.label || '全部'), ...names }, yAxis: { type: 'value', axisLabel: { formatter: '{value}%' } },
    series: [{ type: 'bar', name: '返修率', data: rows.map((t) => t.reworkPerMill / 10), barMaxWidth: 36 }],
  }
}
export function ratingChart(rows: readonly ReportRatings[]): ChartOption {
  const rated = rows.filter((x) => x.rated).slice(0, 12)
  return {
    grid, legend: { top: 0 }, tooltip: { trigger: 'axis' }, xAxis: { type: 'category', data: rated.map((x) => x.label), ...names }, yAxis: { type: 'value', min: 0, max: 5 },
    series: (['speed', 'quality', 'attitude'] as const).map((k, i) => ({ type: 'bar' as const, name: ['速度', '质量', '态度'][i], data: rated.map((x) => x[`${k}Centi`] / 100), barMaxWidth: 24 })),
  }
}
