import { beijingDay, clockTime } from '@/shared/lib/time'
import type { RepairRow } from './model'
import { slotHours, slotOf } from './steps'

export const slots = slotHours
export const slotLabel = (hour: string): string => `${hour}–${String(Number(hour.slice(0, 2)) + 2).padStart(2, '0')}:00`

/** The slot that holds an appointment: from its hour on, early and late ones in the first and last. */
function slotAt(start: string): string {
  const hour = Number(clockTime(start).slice(0, 2))
  return [...slots].reverse().find((s) => Number(s.slice(0, 2)) <= hour) ?? slots[0]
}
export function inSlot(rows: readonly RepairRow[], workerId: string, day: string, hour: string): RepairRow[] {
  return rows.filter((r) => r.slotStart && (r.workerId || '') === workerId && beijingDay(new Date(r.slotStart)) === day && slotAt(r.slotStart) === hour)
}

/** What has to change so that the order stands in this cell. */
export interface Plan {
  slot?: { slotStart: string; slotEnd: string }
  workerId?: string
}
export function planOf(row: RepairRow, workerId: string, day: string, hour: string): Plan {
  const there = row.slotStart && beijingDay(new Date(row.slotStart)) === day && slotAt(row.slotStart) === hour
  const { slotStart, slotEnd } = slotOf(`${day} ${hour}`)
  return { ...(there ? {} : { slot: { slotStart, slotEnd } }), ...(workerId && workerId !== row.workerId ? { workerId } : {}) }
}
