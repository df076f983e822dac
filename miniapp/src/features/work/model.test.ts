import { describe, expect, it } from 'vitest'
import type { Repair, WorkRow } from '@/shared/api/schema'
import { callable, factsOf, finishBody, groupsOf, hintOf, lightOf, minutesToWait, quantityOf, quoteBody, resumeDays, saySpan, totalOf, workViews, type Line } from './model'

const now = Date.parse('2026-11-23T06:30:00Z') // 14:30 in Shanghai
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const row = (id: string, over: Partial<WorkRow> = {}) =>
  ({ id, light: 'green', dueAt: at(600), emergency: false, categoryName: '水管', faultName: '', placeLabel: '2栋301', stateLabel: '已接单', tone: 'info', createdAt: at(-90), description: '滴水', ...over }) as WorkRow

describe('light', () => {
  it.each([
    ['green', 120, '时限还有 2 小时', 'good'],
    ['yellow', 12, '时限只剩 12 分钟', 'warn'],
    ['red', 12, '时限只剩 12 分钟', 'warn'],
    ['red', -35, '时限已超 35 分钟', 'danger'],
  ] as const)('%s with %i minutes left says %s', (light, minutes, text, tone) => expect(lightOf({ light, dueAt: at(minutes) }, now)).toEqual({ tone, text }))

  it('says which promise it is, where that is known', () => {
    const clocks = [{ kind: 'on_site', label: '到场', dueAt: at(120) }] as Repair['clocks']
    expect(lightOf({ light: 'green', dueAt: at(120), clocks }, now)?.text).toBe('到场还有 2 小时')
  })

  it('is out when nothing is promised', () => {
    expect(lightOf({ light: 'none', dueAt: at(5) }, now)).toBeUndefined()
    expect(lightOf({ light: 'green' }, now)).toBeUndefined()
  })

  it('says a span in the largest unit that is not silly', () => {
    expect([20_000, 59 * 60_000, 3 * 3_600_000, 47 * 3_600_000, 50 * 3_600_000].map(saySpan)).toEqual(['1 分钟', '59 分钟', '3 小时', '47 小时', '2 天'])
  })
})

describe('my day', () => {
  it('puts the late first, then emergencies, new ones, today by time, those without a time, later, and what waits', () => {
    const rows = [
      row('later', { slotStart: at(60 * 24), slotEnd: at(60 * 26) }),
      row('none'),
      row('held', { state: 'on_hold' }),
      row('given', { state: 'assigned', slotStart: at(90), slotEnd: at(210) }),
      row('at16', { slotStart: at(90), slotEnd: at(210) }),
      row('now', { slotStart: at(-30), slotEnd: at(90) }),
      row('burst', { emergency: true }),
      row('late', { light: 'red', dueAt: at(-5) }),
    ]
    expect(groupsOf(rows, now).map((group) => [group.title, group.rows.map((one) => one.id).join()])).toEqual([
      ['已超时', 'late'],
      ['紧急', 'burst'],
      ['等您接单', 'given'],
      ['今天上门', 'now,at16'],
      ['没有约时间', 'none'],
      ['以后', 'later'],
      ['等待中', 'held'],
    ])
  })

  it('does not call an order late whose promises were kept', () => {
    expect(groupsOf([row('held', { light: 'none', dueAt: at(-5) })], now)[0]?.key).toBe('open')
  })

  it('says what only the phone knows', () => {
    const [view] = workViews([row('a', { faultName: '水龙头滴漏' })], now, () => 2)
    expect([view?.title, view?.unsent, view?.facts]).toEqual(['水管 · 水龙头滴漏', '2 项未同步', '报修于 今天 13:00'])
  })
})

describe('order', () => {
  const order = { place: 'indoor', communityName: '翠湖花园', placeLabel: '2栋301', permissionToEnter: true, accessNote: '家里有狗', contactName: '王丽', contactPhone: '13800000001', number: 'R1', createdAt: at(-90), photos: [], timeline: [], quotes: [], reworks: 0 } as unknown as Repair

  it('says whether one may enter, and what to mind', () => {
    const facts = factsOf(order, now)
    expect(facts.find((one) => one.name === '家中无人')?.value).toContain('可以进门')
    expect(facts.find((one) => one.name === '注意')).toEqual({ name: '注意', value: '家里有狗', warn: true })
    expect(factsOf({ ...order, permissionToEnter: false }, now).find((one) => one.name === '家中无人')?.value).toBe('请等住户在家')
    expect(factsOf({ ...order, place: 'public' }, now).some((one) => one.name === '家中无人')).toBe(false)
  })

  it('rings only numbers that are not masked', () => expect(['13800000001', '028-88880018', '138****0001', ''].map(callable)).toEqual([true, true, false, false]))

  it.each(['quoted', 'quote_accepted', 'quote_refused', 'to_pay', 'to_rate'] as const)('says what it waits for in %s', (state) =>
    expect(hintOf({ ...order, state })).not.toBe(''),
  )

  it('says who looks at prices off the list', () => {
    const quotes = [{ state: 'pending' }] as Repair['quotes']
    expect(hintOf({ ...order, state: 'quoted', quotes })).toContain('主管')
    expect(hintOf({ ...order, state: 'working', reworks: 1, costBearer: 'warranty' })).toContain('不收费')
  })
})

describe('waiting', () => {
  const arrived = (minutes: number) => [{ act: 'arrive', at: at(-minutes) }] as Repair['timeline']

  it('asks for a quarter of an hour at the door', () => {
    expect(minutesToWait(arrived(4), undefined, now)).toBe(11)
    expect(minutesToWait(arrived(16), undefined, now)).toBe(0)
    expect(minutesToWait([], undefined, now)).toBe(15)
  })

  it('counts from the arrival that only this phone knows', () => expect(minutesToWait(arrived(60), at(-5), now)).toBe(10))

  it('lets work go on in the morning, within thirty days', () => {
    const days = resumeDays(now)
    expect(days[0]).toEqual({ value: '2026-11-24T01:00:00.000Z', text: '明天' })
    expect(Date.parse(days.at(-1)!.value) - now).toBeLessThan(30 * 86_400_000)
  })
})

describe('lines', () => {
  it('of a quote name the item where there is one, and the price where there is none', () => {
    const lines = [
      { kind: 'labour', itemId: '9', title: '换阀芯', unit: '次', quantity: 1, priceFen: 8000 },
      { kind: 'material', itemId: '', title: '特制弯头', unit: '项', quantity: 2, priceFen: 1250 },
    ] as Line[]
    expect(quoteBody(lines, ' ')).toEqual({
      lines: [
        { kind: 'labour', itemId: '9', quantity: 1 },
        { kind: 'material', title: '特制弯头', unit: '项', quantity: 2, priceFen: 1250 },
      ],
      note: undefined,
    })
    expect(finishBody({ note: ' 好了 ', cause: 'worn', materials: lines.slice(0, 1), fund: false })).toEqual({
      note: '好了', causeCode: 'worn', materials: [{ itemId: '9', quantity: 1 }], fund: undefined,
    })
  })

  it('are added in fen', () => expect(totalOf([{ quantity: 3, priceFen: 1999 }, { quantity: 1, priceFen: 5 }] as Line[])).toBe(6002))

  it.each([
    ['3', 3],
    ['999', 999],
    ['1000', undefined],
    ['0', undefined],
    ['1.5', undefined],
    ['-2', undefined],
  ])('counts %s pieces', (text, pieces) => expect(quantityOf(text)).toBe(pieces))
})
