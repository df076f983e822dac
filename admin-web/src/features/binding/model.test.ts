import { describe, expect, it } from 'vitest'
import { actionsFor, compare, nextOf, reasonCodes, urgency } from './model'

describe('binding', () => {
  it('offers what the server allows, approval first, and nothing it does not know', () => {
    expect(actionsFor({ actions: ['reject', 'approve', 'need-more', 'dance'] })).toEqual(['approve', 'need-more', 'reject'])
    expect(actionsFor({ actions: [] })).toEqual([])
  })
  const person = (name: string, ...phones: string[]) => ({ name, phones, role: 'owner', roleLabel: '业主' })
  it('puts the likeliest register person first, by any of his phones', () => {
    const rows = compare({ name: '张*国', phone: '138****1234' }, [person('李*', '139****0000'), person('张*国', '137****0001', '138****1234')])
    expect(rows[0]).toMatchObject({ name: 'same', phone: 'same' })
    expect(rows[1]).toMatchObject({ name: 'different', phone: 'different' })
  })
  it('does not call a missing phone a difference', () => {
    expect(compare({ name: '张*', phone: '138****1234' }, [person('张*')])[0]?.phone).toBe('unknown')
  })
  it('warns after a day and alarms after three', () => {
    expect([0.2, 23.9, 24, 71, 72].map((h) => urgency(h).tone)).toEqual(['info', 'info', 'warn', 'warn', 'danger'])
  })
  it('goes on to the next one, at the end to the one before', () => {
    const rows = [{ id: 'a' }, { id: 'b' }]
    expect([nextOf(rows, 'a'), nextOf(rows, 'b'), nextOf([{ id: 'a' }], 'a')]).toEqual(['b', 'a', ''])
  })
  it('gives every reason a code of its own', () => {
    for (const list of Object.values(reasonCodes)) expect(new Set(list.map((r) => r.code)).size).toBe(list.length)
  })
})
