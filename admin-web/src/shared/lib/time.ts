// Business dates are Beijing dates wherever the browser stands.
const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
})

interface Stamp { year: number; month: number; day: number; clock: string }

function stamp(at: Date): Stamp {
  const p = Object.fromEntries(parts.formatToParts(at).map((x) => [x.type, x.value]))
  return { year: Number(p.year), month: Number(p.month), day: Number(p.day), clock: `${p.hour}:${p.minute}` }
}

function dayNumber(s: Stamp): number {
  return Date.UTC(s.year, s.month - 1, s.day) / 86_400_000
}

/** As people say it: 今天 14:30 · 昨天 09:05 · 11月23日 08:00 · 2024年1月2日. */
export function spokenTime(iso: string | undefined, now: Date = new Date()): string {
  if (!iso) return ''
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const s = stamp(at)
  const today = stamp(now)
  const ago = dayNumber(today) - dayNumber(s)
  if (ago === 0) return `今天 ${s.clock}`
  if (ago === 1) return `昨天 ${s.clock}`
  if (ago === -1) return `明天 ${s.clock}`
  if (s.year === today.year) return `${s.month}月${s.day}日 ${s.clock}`
  return `${s.year}年${s.month}月${s.day}日`
}

export function fullTime(iso: string | undefined): string {
  if (!iso) return ''
  const s = stamp(new Date(iso))
  return `${s.year}-${String(s.month).padStart(2, '0')}-${String(s.day).padStart(2, '0')} ${s.clock}`
}

/** 刚刚 · 25 分钟 · 3 小时 · 2 天 */
export function spokenAge(minutes: number): string {
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${Math.floor(minutes)} 分钟`
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} 小时`
  return `${Math.floor(minutes / 1440)} 天`
}

/** Two-hour visit windows read as one: 今天 14:00–16:00. */
export function spokenSlot(start: string | undefined, end: string | undefined, now: Date = new Date()): string {
  if (!start || !end) return ''
  return `${spokenTime(start, now)}–${stamp(new Date(end)).clock}`
}

/** The Beijing day as an input of type date wants it. */
export function beijingDay(now: Date = new Date()): string {
  return fullTime(now.toISOString()).slice(0, 10)
}

/** 08:30, in Beijing. */
export function clockTime(iso: string | undefined): string {
  return iso ? stamp(new Date(iso)).clock : ''
}

/** The instant of a Beijing day and clock time; 24:00 is midnight at its end. */
export function beijingIso(day: string, clock: string): string {
  return clock === '24:00' ? beijingIso(addDays(day, 1), '00:00') : new Date(`${day}T${clock}:00+08:00`).toISOString()
}

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7 + 1
}

export function mondayOf(day: string): string {
  return addDays(day, 1 - weekday(day))
}

export const weekdayNames = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** 周一 3月2日 */
export function spokenDay(day: string): string {
  const [, month, date] = day.split('-')
  return `${weekdayNames[weekday(day) - 1]} ${Number(month)}月${Number(date)}日`
}
