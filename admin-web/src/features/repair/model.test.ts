import { describe, expect, it } from 'vitest'
import { actionsFor, draftProblems, emptyDraft, lateness } from './model'

const all = () => true

describe('repair', () => {
  it('offers a dispatcher the assignment first', () => {
    expect(actionsFor({ state: 'submitted' }, all)[0]).toBe('assign')
    expect(actionsFor({ state: 'submitted' }, (p) => p === 'repair.work')).toEqual([])
  })
  it('leads a worker from accepting to finishing', () => {
    const work = (p: string) => p === 'repair.work'
    expect(['assigned', 'accepted', 'arrived', 'to_rate'].map((state) => actionsFor({ state }, work))).toEqual([['accept'], ['arrive'], ['finish'], []])
  })
  it('offers nothing on orders that are over, or in states it does not know', () => {
    for (const state of ['closed', 'cancelled', 'something_new']) expect(actionsFor({ state }, all)).toEqual([])
  })
  it('marks orders nobody took', () => {
    expect(lateness({ state: 'submitted', ageMinutes: 29 })).toBe('none')
    expect(lateness({ state: 'submitted', ageMinutes: 30 })).toBe('late')
    expect(lateness({ state: 'assigned', ageMinutes: 240 })).toBe('urgent')
    expect(lateness({ state: 'arrived', ageMinutes: 9999 })).toBe('none')
  })
  it('asks for a house indoors and for a place outdoors', () => {
    expect(Object.keys(draftProblems(emptyDraft())).sort()).toEqual(['category', 'description', 'houseId'])
    expect(draftProblems({ ...emptyDraft(), place: 'public' }).publicPlace).toBeTruthy()
  })
  it.each([['13812345678', true], ['010-62345678', true], ['1381234', false], ['', true]])('phone %s', (contactPhone, fine) => {
    expect(draftProblems({ ...emptyDraft(), contactPhone }).contactPhone === undefined).toBe(fine)
  })
})
