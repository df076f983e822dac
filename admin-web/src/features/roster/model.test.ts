import { expect, it } from 'vitest'
import { cellOf, daysBetween, draftOf, draftProblems, emptyPattern, holesText, hoursProblems, linesOf, plannedText, shifted, spanText, wishOf, type RosterShift } from './model'

const shift = (start: string, end: string): RosterShift => ({ id: '1', workerId: 'w', kind: 'duty', kindLabel: '值班', start, end, version: 1 })
const night = shift('2026-03-02T10:00:00Z', '2026-03-03T00:00:00Z') // 18:00 to 8:00 in Beijing

it('reads a shift into a form and back, also over midnight', () => {
  expect(draftOf(night)).toEqual({ workerId: 'w', kind: 'duty', day: '2026-03-02', from: '18:00', to: '08:00' })
  expect(wishOf(draftOf(night))).toEqual({ workerId: 'w', kind: 'duty', start: '2026-03-02T10:00:00.000Z', end: '2026-03-03T00:00:00.000Z' })
  expect(wishOf({ ...draftOf(night), from: '00:00', to: '00:00' }).end).toBe('2026-03-02T16:00:00.000Z')
})
it('moves a shift by days and to another worker, keeping its length', () => {
  expect(shifted(night, 2, 'v')).toMatchObject({ workerId: 'v', start: '2026-03-04T10:00:00.000Z', end: '2026-03-05T00:00:00.000Z' })
  expect(daysBetween(night, '2026-03-01')).toBe(-1)
})
it('puts a shift into every day it touches', () => {
  expect(cellOf([night], 'w', '2026-03-02').map((c) => c.goesOn)).toEqual([false])
  expect(cellOf([night], 'w', '2026-03-03').map((c) => c.goesOn)).toEqual([true])
  expect(cellOf([night], 'w', '2026-03-04')).toEqual([])
  expect(cellOf([night], 'x', '2026-03-02')).toEqual([])
})
it('says times as people do', () => {
  expect(spanText(night)).toBe('18:00–次日 08:00')
  expect(spanText(shift('2026-03-02T00:00:00Z', '2026-03-02T10:00:00Z'))).toBe('08:00–18:00')
  expect(spanText(shift('2026-03-02T00:00:00Z', '2026-03-02T16:00:00Z'))).toBe('08:00–24:00')
  expect(spanText(shift('2026-03-02T00:00:00Z', '2026-03-08T10:00:00Z'))).toBe('至 03-08 18:00')
  expect(holesText({ date: '', name: '', open: true, hours: { start: '', end: '' }, holes: [{ start: '2026-03-02T04:00:00Z', end: '2026-03-02T16:00:00Z' }] })).toBe('12:00–24:00')
  expect(plannedText({ added: 3, skipped: 1 })).toContain('1 个与已有的班重叠')
  expect(plannedText({ added: 0, skipped: 0 })).toContain('没有可以复制')
})
it('asks for what is missing', () => {
  expect(Object.keys(draftProblems({ workerId: '', kind: 'duty', day: '', from: '', to: '' }))).toEqual(['workerId', 'day', 'start', 'end'])
  expect(linesOf(emptyPattern())).toHaveLength(5)
  expect(hoursProblems({
    week: [{ from: '08:00', to: '' }, { from: '', to: '' }, { from: '18:00', to: '08:00' }],
    days: [{ date: '2026-10-01', from: '', to: '' }, { date: '2026-10-01', from: '', to: '' }],
  })).toEqual({ 'week[0]': expect.any(String), 'week[2]': expect.any(String), 'days[1].date': expect.stringContaining('两次') })
})
