import { describe, expect, it } from 'vitest'
import { actionLabel, actionsFor, draftProblems, emptyDraft, lateness } from './model'

describe('repair', () => {
  it('offers what the server allows, the work on site first', () => {
    expect(actionsFor({ actions: ['assign', 'accept', 'cancel'] })).toEqual(['accept', 'assign', 'cancel'])
    expect(actionsFor({ actions: [] })).toEqual([])
  })
  it('ignores actions that are not for staff or not known yet', () => {
    expect(actionsFor({ actions: ['rate', 'teleport', 'cancel'] })).toEqual(['cancel'])
  })
  it('calls a second assignment by its name', () => {
    expect([actionLabel('assign', 'submitted'), actionLabel('assign', 'accepted')]).toEqual(['派单', '改派'])
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
