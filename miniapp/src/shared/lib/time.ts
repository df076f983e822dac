const hour = 3_600_000
const day = 24 * hour
/** China has one zone and no summer time; business days are days in Shanghai wherever the phone is. */
const shanghai = 8 * hour

function local(ms: number) {
  return new Date(ms + shanghai)
}

const two = (value: number) => String(value).padStart(2, '0')

/** Start of the Shanghai day that contains the instant. */
export function dayStart(ms: number) {
  return Math.floor((ms + shanghai) / day) * day - shanghai
}

export function sayClock(ms: number) {
  const at = local(ms)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

export function sayDay(ms: number, now: number) {
  const days = Math.round((dayStart(ms) - dayStart(now)) / day)
  const near: Record<number, string> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }
  const word = near[days]
  if (word) return word
  const at = local(ms)
  const date = `${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
  return at.getUTCFullYear() === local(now).getUTCFullYear() ? date : `${at.getUTCFullYear()}年${date}`
}

/** A time as people say it: 今天 14:30 · 昨天 · 11月23日. */
export function sayTime(iso: string | undefined, now: number) {
  const ms = iso ? Date.parse(iso) : NaN
  if (Number.isNaN(ms)) return ''
  const word = sayDay(ms, now)
  return word === '今天' || word === '明天' || word === '后天' ? `${word} ${sayClock(ms)}` : word
}

/** As sayTime, always with the clock: for timelines. */
export function sayMoment(iso: string | undefined, now: number) {
  const ms = iso ? Date.parse(iso) : NaN
  return Number.isNaN(ms) ? '' : `${sayDay(ms, now)} ${sayClock(ms)}`
}

/** 今天 14:00–16:00. */
export function saySlot(start: string | undefined, end: string | undefined, now: number) {
  if (!start || !end) return ''
  return `${sayDay(Date.parse(start), now)} ${sayClock(Date.parse(start))}–${sayClock(Date.parse(end))}`
}

/** The year in Shanghai of an instant. */
export const sayYear = (iso: string) => String(local(Date.parse(iso)).getUTCFullYear())

/** 11月23日: for validity dates. */
export function sayDate(iso: string | undefined, now: number) {
  const ms = iso ? Date.parse(iso) : NaN
  if (Number.isNaN(ms)) return ''
  const at = local(ms)
  const date = `${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
  return at.getUTCFullYear() === local(now).getUTCFullYear() ? date : `${at.getUTCFullYear()}年${date}`
}
