import { describe, expect, it } from 'vitest'
import { actionsFor, likeliestFirst, nextOf, reasonCodes, waiting } from './model'

describe('binding', () => {
  it('offers what the server allows, approval first, and nothing it does not know', () => {
    expect(actionsFor({ actions: ['reject', 'approve', 'need-more', 'dance'] })).toEqual(['approve', 'need-more', 'reject'])
    expect(actionsFor({ actions: [] })).toEqual([])
  })
  it('puts the likeliest register person first; the phone weighs more than the name', () => {
    const person = (id: string, nameMatches: boolean, phoneMatches: boolean) => ({ id, nameMatches, phoneMatches })
    const rows = likeliestFirst([person('none', false, false), person('name', true, false), person('phone', false, true), person('both', true, true)])
    expect(rows.map((r) => r.id)).toEqual(['both', 'phone', 'name', 'none'])
  })
  it('says how long a claim has waited, and nothing once it is decided', () => {
    expect(waiting({ urgency: 'ok', ageHours: 0 })).toEqual({ tone: 'info', label: '刚刚提交' })
    expect(waiting({ urgency: 'warn', ageHours: 30 })).toEqual({ tone: 'warn', label: '已等 30 小时' })
    expect(waiting({ urgency: 'late', ageHours: 80 })).toEqual({ tone: 'danger', label: '已等 3 天' })
    expect(waiting({ urgency: 'none', ageHours: 80 })).toBeNull()
  })
  it('goes on to the next one, at the end to the one before', () => {
    const rows = [{ id: 'a' }, { id: 'b' }]
    expect([nextOf(rows, 'a'), nextOf(rows, 'b'), nextOf([{ id: 'a' }], 'a')]).toEqual(['b', 'a', ''])
  })
  it('gives every reason a code of its own', () => {
    for (const list of Object.values(reasonCodes)) expect(new Set(list.map((r) => r.code)).size).toBe(list.length)
  })
})
