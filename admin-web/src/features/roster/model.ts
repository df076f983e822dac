import type { HoursForm, PatternLine, RosterDay, RosterShift, ShiftWish } from '@/shared/api/types.gen'
import { addDays, beijingDay, beijingIso, clockTime, fullTime } from '@/shared/lib/time'

export type {
  CopyWeekForm, DayHours, HoursForm, PatternForm, PatternLine, PlannedShifts, Roster, RosterDay, RosterShift, RosterWorker, RosterWorkerForm, ShiftWish, Skill, SpecialDay, WorkingHours,
} from '@/shared/api/types.gen'

export type Kind = ShiftWish['kind']
export const kindOptions: readonly { value: Kind; label: string }[] = [
  { value: 'duty', label: '值班' }, { value: 'on_call', label: '备勤' }, { value: 'leave', label: '请假' },
]

/** A shift while it is being planned: a day, two clock times, and whether it ends the day after. */
export interface Draft {
  workerId: string
  kind: Kind
  day: string
  from: string
  to: string
}
export const emptyDraft = (workerId = '', day = beijingDay()): Draft => ({ workerId, kind: 'duty', day, from: '08:00', to: '18:00' })

const dayOf = (iso: string) => beijingDay(new Date(iso))

export function draftOf(s: RosterShift): Draft {
  return { workerId: s.workerId, kind: s.kind, day: dayOf(s.start), from: clockTime(s.start), to: clockTime(s.end) }
}

/** An end at or before the beginning is the next day's. */
export function overnight(d: { from: string; to: string }): boolean {
  return d.to <= d.from
}
export function wishOf(d: Draft): ShiftWish {
  return { workerId: d.workerId, kind: d.kind, start: beijingIso(d.day, d.from), end: beijingIso(overnight(d) ? addDays(d.day, 1) : d.day, d.to) }
}
export function draftProblems(d: Draft): Partial<Record<'workerId' | 'day' | 'start' | 'end', string>> {
  const out: Partial<Record<'workerId' | 'day' | 'start' | 'end', string>> = {}
  if (!d.workerId) out.workerId = '请选择师傅'
  if (!/^\d{4}-\d{2}-\d{2}$/.test(d.day)) out.day = '请选择日期'
  if (!/^\d{2}:\d{2}$/.test(d.from)) out.start = '请填写开始时间'
  if (!/^\d{2}:\d{2}$/.test(d.to)) out.end = '请填写结束时间'
  return out
}

/** The same shift, so many days later and with another worker: leave of many days keeps its length. */
export function shifted(s: RosterShift, days: number, workerId = s.workerId): ShiftWish {
  const later = (iso: string) => new Date(Date.parse(iso) + days * 86_400_000).toISOString()
  return { workerId, kind: s.kind, start: later(s.start), end: later(s.end) }
}
export function daysBetween(s: RosterShift, day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${dayOf(s.start)}T00:00:00Z`)) / 86_400_000
}

/** Shifts of a worker that begin on the day, and those that reach into it from before. */
export function cellOf(shifts: readonly RosterShift[], workerId: string, day: string): { shift: RosterShift; goesOn: boolean }[] {
  const from = Date.parse(beijingIso(day, '00:00'))
  const to = from + 86_400_000
  return shifts
    .filter((s) => s.workerId === workerId && Date.parse(s.end) > from && Date.parse(s.start) < to)
    .map((shift) => ({ shift, goesOn: Date.parse(shift.start) < from }))
}

/** 08:00–18:00; 次日 marks what ends the day after, a date what lasts longer. */
export function spanText(s: RosterShift): string {
  const nights = (Date.parse(`${dayOf(s.end)}T00:00:00Z`) - Date.parse(`${dayOf(s.start)}T00:00:00Z`)) / 86_400_000
  if (nights === 0) return `${clockTime(s.start)}–${clockTime(s.end)}`
  if (nights === 1 && clockTime(s.end) === '00:00') return `${clockTime(s.start)}–24:00`
  if (nights === 1) return `${clockTime(s.start)}–次日 ${clockTime(s.end)}`
  return `至 ${fullTime(s.end).slice(5)}`
}

export function holesText(d: RosterDay): string {
  return d.holes.map((h) => `${clockTime(h.start)}–${clockTime(h.end) === '00:00' ? '24:00' : clockTime(h.end)}`).join('、')
}

export interface PatternRow { on: boolean; kind: Kind; from: string; to: string }
export const emptyPattern = (): PatternRow[] => Array.from({ length: 7 }, (_, i) => ({ on: i < 5, kind: 'duty', from: '08:00', to: '18:00' }))
export function linesOf(rows: readonly PatternRow[]): PatternLine[] {
  return rows.flatMap((r, i) => (r.on ? [{ weekday: i + 1, kind: r.kind, from: r.from, to: r.to }] : []))
}

/** What the server says of planning many at once, in words. */
export function plannedText(p: { added: number; skipped: number }): string {
  if (!p.added) return p.skipped ? '没有新增班次：这些时间都已经排过了' : '没有可以复制的班次'
  return p.skipped ? `已排 ${p.added} 个班，${p.skipped} 个与已有的班重叠，没有改动` : `已排 ${p.added} 个班`
}

export function hoursProblems(f: Pick<HoursForm, 'week' | 'days'>): Record<string, string> {
  const out: Record<string, string> = {}
  const bad = (h: { from: string; to: string }) => Boolean(h.from) !== Boolean(h.to) || (h.from !== '' && h.from >= h.to)
  f.week.forEach((h, i) => bad(h) && (out[`week[${i}]`] = '下班要比上班晚；休息日请取消勾选'))
  f.days.forEach((d, i) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(d.date)) out[`days[${i}].date`] = '请选择日期'
    else if (f.days.findIndex((o) => o.date === d.date) < i) out[`days[${i}].date`] = '这一天写了两次'
    if (bad(d)) out[`days[${i}]`] = '下班要比上班晚；休息日请取消勾选'
  })
  return out
}
