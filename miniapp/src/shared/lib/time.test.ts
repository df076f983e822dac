import { describe, expect, it } from 'vitest'
import { dayStart, sayMoment, saySlot, sayTime } from './time'

const now = Date.parse('2026-11-23T06:30:00Z') // 14:30 in Shanghai

describe('time', () => {
  it.each([
    ['2026-11-23T06:30:00.000Z', '今天 14:30'],
    ['2026-11-22T16:00:00.000Z', '今天 00:00'],
    ['2026-11-22T15:59:00.000Z', '昨天'],
    ['2026-11-21T06:00:00.000Z', '11月21日'],
    ['2025-11-23T06:00:00.000Z', '2025年11月23日'],
    ['2026-11-24T01:00:00.000Z', '明天 09:00'],
    ['nonsense', ''],
  ])('says %s as %s', (iso, said) => expect(sayTime(iso, now)).toBe(said))

  it('has nothing to say without a time', () => expect(sayTime(undefined, now)).toBe(''))

  it('keeps the clock in timelines', () => expect(sayMoment('2026-11-20T00:05:00Z', now)).toBe('11月20日 08:05'))

  it('says a slot once', () =>
    expect(saySlot('2026-11-23T06:00:00Z', '2026-11-23T08:00:00Z', now)).toBe('今天 14:00–16:00'))

  it('starts the day at midnight in Shanghai', () =>
    expect(new Date(dayStart(now)).toISOString()).toBe('2026-11-22T16:00:00.000Z'))
})
