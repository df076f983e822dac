import { describe, expect, it } from 'vitest'
import { beijingDay, spokenAge, spokenSlot, spokenTime } from './time'

// 2025-11-23 00:30 in Beijing, still the 22nd in UTC.
const now = new Date('2025-11-22T16:30:00.000Z')

describe('time', () => {
  it.each([
    ['2025-11-22T16:05:00.000Z', '今天 00:05'],
    ['2025-11-22T15:59:00.000Z', '昨天 23:59'],
    ['2025-11-23T16:00:00.000Z', '明天 00:00'],
    ['2025-03-01T04:00:00.000Z', '3月1日 12:00'],
    ['2024-12-31T15:00:00.000Z', '2024年12月31日'],
    ['', ''],
    ['not a time', ''],
  ])('%s is %s', (iso, said) => expect(spokenTime(iso, now)).toBe(said))

  it('speaks of ages and slots', () => {
    expect([0.4, 59, 60, 1440, 2900].map(spokenAge)).toEqual(['刚刚', '59 分钟', '1 小时', '1 天', '2 天'])
    expect(spokenSlot('2025-11-23T06:00:00Z', '2025-11-23T08:00:00Z', now)).toBe('今天 14:00–16:00')
    expect(spokenSlot(undefined, undefined, now)).toBe('')
  })
  it('names the day of Beijing', () => expect(beijingDay(now)).toBe('2025-11-23'))
})
