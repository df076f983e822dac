import { describe, expect, it } from 'vitest'
import type { Card, Home, Message } from '@/shared/api/schema'
import { byDay, cardViews, firstOf, greeting, isPhone, messageViews, servicesOf } from './model'

const now = Date.parse('2026-11-23T06:30:00Z')
const home = (over: Partial<Home> = {}) => ({ house: null, houses: [], servicePhone: '', ...over }) as unknown as Home

describe('home', () => {
  it('offers inviting to owners only', () => {
    const ids = (role: string) => servicesOf(home({ house: { houseId: '1', role } as Home['house'] })).map((one) => one.id)
    expect(ids('owner')).toContain('invite')
    expect(ids('tenant')).not.toContain('invite')
  })

  it('never offers more than the elder theme may show', () => {
    const all = servicesOf(home({ house: { houseId: '1', role: 'owner' } as Home['house'], servicePhone: '021' }))
    expect(all.length).toBeLessThanOrEqual(6)
  })

  it('offers a call only when there is a number', () => {
    expect(servicesOf(home()).map((one) => one.id)).not.toContain('call')
  })

  it('opens what a card is about, and nothing for a notice', () => {
    const card = (kind: string, link: string) => ({ kind, link, updatedAt: '2026-11-23T06:00:00Z' }) as Card
    const cards = [card('repair', '/features/repair/pages/detail?id=7'), card('notice', '')]
    expect(cardViews(cards, now).map((one) => [one.route, one.time])).toEqual([
      ['/features/repair/pages/detail?id=7', '今天 14:00'],
      ['', '今天 14:00'],
    ])
    expect(cardViews(undefined, now)).toEqual([])
  })

  it.each([
    [0, 0],
    [4, 4],
    [5, 3],
    [30, 3],
  ])('of %i cards shows %i at first', (all, shown) => expect(firstOf(Array.from({ length: all }))).toHaveLength(shown))

  it('greets by the hour in Shanghai', () => expect(greeting(now)).toBe('下午好'))
})

describe('inbox', () => {
  it.each([
    ['/features/repair/pages/detail?id=12', '/features/repair/pages/detail?id=12'],
    ['/features/parcel/pages/detail?id=12', ''],
    ['//evil.example/pages/x', ''],
    ['', ''],
  ])('opens %s as %s', (link, route) => {
    const message = { kind: 'repair', link, createdAt: '' } as Message
    expect(messageViews([message], now)[0]?.route).toBe(route)
  })

  it('groups by the day in Shanghai, newest first', () => {
    const at = (createdAt: string) => ({ kind: 'repair', link: '', createdAt }) as Message
    const views = messageViews([at('2026-11-23T06:00:00Z'), at('2026-11-22T16:00:00Z'), at('2026-11-22T15:59:00Z'), at('2026-11-20T01:00:00Z')], now)
    expect(byDay(views, now).map((group) => [group.day, group.items.map((one) => one.time)])).toEqual([
      ['今天', ['14:00', '00:00']],
      ['昨天', ['23:59']],
      ['11月20日', ['09:00']],
    ])
  })
})

describe('phone', () => {
  it.each([
    ['13800001234', true],
    ['1380000123', false],
    ['23800001234', false],
  ])('%s', (text, good) => expect(isPhone(text)).toBe(good))
})
