import { describe, expect, it } from 'vitest'
import type { Meter } from '@/shared/api/schema'
import { dayOf, inOrder, isOpen, judge, lastOf, milliOf, periodOf, readBody, routesOf, sayMilli, type Here } from './meters'

const meter = (over: Partial<Meter> = {}) =>
  ({ id: '1', houseLabel: '1栋1单元102', number: 'S-1', multiplier: '1', digits: 5, place: '水井间', lastValue: '120.5', lastPeriod: '2026-10', ...over }) as Meter
const reading = (over: Partial<NonNullable<Meter['reading']>> = {}) => ({ period: '2026-11', value: '130', lastValue: '120.5', used: '9.5', first: false, ...over }) as Meter['reading']
const here = (over: Partial<Here> = {}): Here => ({ waiting: 0, read: '', ...over })
const now = Date.parse('2026-10-31T16:30:00Z') // 1 November in Shanghai

describe('numbers of meters', () => {
  it.each([
    ['120.5', 120500],
    ['0', 0],
    [' 99999.999 ', 99999999],
    ['1.2345', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('%s', (text, want) => expect(milliOf(text)).toBe(want))

  it('are said without needless zeros', () => expect([120500, 120000, 7, 0].map(sayMilli)).toEqual(['120.5', '120', '0.007', '0']))

  it('have months and days of Shanghai', () => expect([periodOf(now), periodOf(now, 1), periodOf(Date.parse('2026-01-15T00:00:00Z'), 1), dayOf(now)]).toEqual(['2026-11', '2026-10', '2025-12', '2026-11-01']))
})

describe('a reading at the meter', () => {
  const look = (over: Partial<Meter>, text: string, rolled = false) => judge(meter(over), '2026-11', text, rolled)

  it('says nothing before it is typed', () => expect(look({}, '')).toEqual({ problem: '', hint: '', mayRoll: false }))

  it.each([
    ['words', {}, 'abc', '最多三位小数'],
    ['more digits than the meter has', {}, '100000', '最多 5 位整数'],
    ['less than last time', {}, '120.4', '比上次的 120.5 小'],
    ['a period before the last one', { lastPeriod: '2026-12' }, '130', '更晚账期'],
    ['less than before the reading that is corrected', { reading: reading(), lastValue: '130', lastPeriod: '2026-11' }, '120', '比上次的 120.5 小'],
  ])('refuses %s', (_name, over, text, want) => expect(look(over, text).problem).toContain(want))

  it.each([
    ['the same as last time', {}, '120.5', '比上次多 0'],
    ['more than last time', {}, '121', '比上次多 0.5'],
    ['with a multiplier', { multiplier: '40' }, '121', '比上次多 0.5，倍率 40'],
    ['for the first time', { lastPeriod: '', lastValue: '0' }, '80', '首次抄表'],
    ['a first one again', { lastPeriod: '2026-11', reading: reading({ first: true }) }, '1', '首次抄表'],
    ['a correction', { reading: reading(), lastValue: '130', lastPeriod: '2026-11' }, '125', '比上次多 4.5'],
  ])('takes one %s', (_name, over, text, want) => expect(look(over, text)).toMatchObject({ problem: '', hint: expect.stringContaining(want) as string }))

  it('asks whether the meter went round only when it shows less', () => {
    expect(look({ lastValue: '99998' }, '3').mayRoll).toBe(true)
    expect(look({ lastValue: '99998' }, '3', true)).toEqual({ problem: '', hint: '走满一圈，比上次多 5', mayRoll: true })
    expect(look({}, '130', true)).toMatchObject({ problem: '', mayRoll: false })
  })

  it('sends its own day and says that it is from a phone', () => {
    expect(readBody(meter(), '2026-11', ' 130 ', false, now)).toEqual({ meterId: '1', period: '2026-11', value: '130', rolledOver: false, channel: 'phone', readOn: '2026-11-01' })
  })
})

describe('the way', () => {
  const meters = ['10栋1单元101', '1栋1单元1001', '1栋1单元102', '1栋2单元101', '地下泵房'].map((houseLabel, i) => meter({ id: String(i), houseLabel }))

  it('goes by building, unit and door, by the size of their numbers', () => {
    expect(inOrder(meters).map((one) => one.houseLabel)).toEqual(['1栋1单元102', '1栋1单元1001', '1栋2单元101', '10栋1单元101', '地下泵房'])
    expect(routesOf(meters, () => here()).map((one) => `${one.title} ${one.cards.length}`)).toEqual(['1栋1单元 2', '1栋2单元 1', '10栋1单元 1', '其他 1'])
  })

  it('says what is read, what is only on the phone, and what is open', () => {
    const card = (over: Partial<Meter>, only: Partial<Here> = {}) => {
      const one = routesOf([meter(over)], () => here(only))[0]?.cards[0]
      return `${one?.stateLabel} ${one?.facts}`
    }
    expect(card({})).toBe('未抄 水井间 · 上次 120.5')
    expect(card({}, { waiting: 1 })).toBe('未同步 水井间 · 上次 120.5')
    expect(card({}, { read: '131' })).toBe('已抄 读数 131')
    expect(card({ reading: reading() })).toBe('已抄 读数 130 · 用量 9.5')
    expect(card({ reading: reading({ first: true }) })).toBe('已抄 读数 130 · 起点')
    expect(lastOf(meter({ lastPeriod: '', lastValue: '0' }))).toBe('还没有抄过')
    expect([isOpen(meter(), here()), isOpen(meter(), here({ waiting: 1 })), isOpen(meter(), here({ read: '131' })), isOpen(meter({ reading: reading() }), here())]).toEqual([true, false, false, false])
  })
})
