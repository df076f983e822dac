import { describe, expect, it } from 'vitest'
import type { Binding, Invitation } from '@/shared/api/schema'
import { bindingView, explain, leaseEnds, moveDays, nameProblem, openInvitations, phoneProblem, rightsWords, sayPlainDay, unitOptions } from './model'

const now = Date.parse('2026-11-23T06:30:00Z')
const binding = (over: Partial<Binding>) =>
  ({ id: '1', role: 'owner', rights: ['pay', 'repair'], state: 'active', stateLabel: '已认证', submittedAt: '2026-11-22T06:00:00Z', ...over }) as Binding

describe('binding', () => {
  it('is told in words', () => {
    expect(bindingView(binding({}), now)).toMatchObject({ role: '业主', rights: '报修、缴费', tone: 'good', time: '昨天', current: true })
  })

  it('knows what is over', () => {
    expect((['rejected', 'unbound', 'moved_out', 'expired'] as const).map((state) => bindingView(binding({ state }), now).current)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('says what to do while it waits', () => expect(explain({ state: 'need_more', mine: true })).toContain('补上'))

  it('has no rights to name', () => expect(rightsWords([])).toBe(''))
})

describe('search', () => {
  it('asks for the unit only when there is more than one', () => {
    expect(unitOptions(['1', '东'])).toEqual([
      { value: '1', text: '1单元' },
      { value: '东', text: '东' },
    ])
    expect(unitOptions(undefined)).toEqual([])
  })
})

describe('invitations', () => {
  it('shows only those that can be accepted', () => {
    const one = (state: string, expiresAt: string) => ({ id: state, phone: '138****0000', role: 'member', state, expiresAt }) as Invitation
    const open = openInvitations(
      [one('pending', '2026-11-24T06:30:00Z'), one('pending', '2026-11-22T06:30:00Z'), one('accepted', '2026-11-24T06:30:00Z')],
      now,
    )
    expect(open).toHaveLength(1)
    expect(open[0]?.note).toBe('明天 14:30 前有效')
  })

  it('ends leases in the future', () => {
    expect(leaseEnds(now).map((one) => one.end.slice(0, 10))).toEqual(['2027-05-23', '2027-11-23', '2028-11-23'])
  })
})

describe('form', () => {
  it.each([
    ['张建国', true],
    ['买买提·艾力', true],
    ['', false],
    ['张3', false],
    ['张'.repeat(21), false],
  ])('name %s', (name, good) => expect(nameProblem(name) === '').toBe(good))

  it('phone', () => expect([phoneProblem('13812345678'), phoneProblem('1381234')]).toEqual(['', '请填写 11 位手机号码']))
})

describe('moving out', () => {
  it('offers days of Shanghai within what the server takes', () => {
    const days = moveDays(Date.parse('2026-11-23T17:00:00Z')) // 01:00 of the 24th there
    expect(days.slice(0, 2)).toEqual([
      { value: '2026-11-24', text: '今天' },
      { value: '2026-11-25', text: '明天' },
    ])
  })

  it('says a plain day', () => expect(sayPlainDay('2026-11-24', now)).toBe('明天'))
})
