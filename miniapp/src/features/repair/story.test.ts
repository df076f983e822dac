import { describe, expect, it } from 'vitest'
import type { Repair } from '@/shared/api/schema'
import { alsoOf, factsOf, incidentOf, nextStep, promiseOf, quoteOf } from './story'

const now = Date.parse('2026-11-23T06:30:00Z') // 14:30 in Shanghai
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const repair = {
  state: 'accepted',
  light: 'green',
  place: 'indoor',
  houseLabel: '1栋1单元101',
  number: 'R1',
  worker: { name: '李*', phone: '138****0001' },
  slotStart: '2026-11-23T08:00:00Z',
  slotEnd: '2026-11-23T10:00:00Z',
  createdAt: '2026-11-23T01:00:00Z',
  quotes: [],
  clocks: [],
  materials: [],
  actions: [],
  quoteFen: 0,
  costBearer: 'owner',
} as unknown as Repair
const told = (over: Partial<Repair>) => ({ ...repair, ...over })
const offer = (over: Partial<Repair['quotes'][number]> = {}) =>
  ({ state: 'offered', totalFen: 62_000, ownerOnly: true, stateLabel: '待确认', note: '', lines: [{ kind: 'labour', title: '换阀芯', unit: '次', quantity: 2, priceFen: 31_000, amountFen: 62_000 }], ...over }) as Repair['quotes'][number]

const states = ['submitted', 'dispatching', 'assigned', 'accepted', 'on_the_way', 'arrived', 'working', 'on_hold', 'quoted', 'quote_accepted', 'quote_refused', 'to_pay', 'to_rate', 'return_visit', 'closed', 'cancelled', 'rejected', 'merged', 'reopened'] as const

describe('what happens next', () => {
  it('says who comes when', () => expect(nextStep(repair, now)).toBe('李*师傅会在 今天 16:00–18:00 上门。'))

  it.each(states)('has a sentence for %s', (state) => expect(nextStep(told({ state }), now)).not.toBe(''))

  it('says the sum before anybody has to look for it', () => {
    expect(nextStep(told({ state: 'quoted', quotes: [offer()], quoteFen: 62_000 }), now)).toContain('¥620.00')
    expect(nextStep(told({ state: 'to_pay', quoteFen: 62_000 }), now)).toContain('¥620.00')
  })

  it('asks who may answer how it went, and tells the others who will ask', () => {
    expect(nextStep(told({ state: 'return_visit', actions: ['visit'] }), now)).toContain('问题解决了吗')
    expect(nextStep(told({ state: 'return_visit' }), now)).not.toContain('您')
  })

  it('does not show a price that a supervisor still looks at', () => expect(nextStep(told({ state: 'quoted' }), now)).toContain('核对'))

  it('says why the work waits and until when', () =>
    expect(nextStep(told({ state: 'on_hold', hold: { reason: 'parts', label: '等配件', resumeAt: '2026-11-26T01:00:00Z' } }), now)).toBe('配件还没到，预计 11月26日继续。'))
})

describe('the promise', () => {
  const clock = (kind: string, state: string, minutes: number) => ({ kind, state, dueAt: at(minutes), label: '', level: 0 }) as Repair['clocks'][number]

  it('is when somebody comes, before he has come', () => {
    expect(promiseOf(told({ clocks: [clock('resolve', 'running', 900), clock('on_site', 'running', 90)] }), now)).toEqual({ text: '预计 今天 16:00 前上门', late: false })
  })

  it('is when it is mended, after that', () => {
    expect(promiseOf(told({ state: 'working', clocks: [clock('resolve', 'running', 90), clock('on_site', 'met', -5)] }), now)?.text).toBe('预计 今天 16:00 前修好')
  })

  it('that was broken is said so', () => {
    expect(promiseOf(told({ clocks: [clock('on_site', 'missed', -5)] }), now)?.late).toBe(true)
    expect(promiseOf(told({ clocks: [clock('on_site', 'running', -5)] }), now)?.late).toBe(true)
  })

  it('stands still while we wait for the resident', () => {
    expect(promiseOf(told({ state: 'on_hold', clocks: [clock('resolve', 'paused', -5)] }), now)?.text).toContain('停下来')
  })

  it('of what is over is nobody\'s matter', () => {
    expect(promiseOf(told({ state: 'closed', light: 'none', clocks: [clock('resolve', 'missed', -5)] }), now)).toBeUndefined()
    expect(promiseOf(told({ state: 'closed', clocks: [clock('resolve', 'met', 5)] }), now)).toBeUndefined()
  })
})

describe('what one may also do', () => {
  it('urge, with the time from which it is possible again', () => {
    expect(alsoOf(told({ actions: ['urge'] }), now)).toMatchObject([{ act: 'urge', off: false }])
    expect(alsoOf(told({ actions: ['urge'], mayUrgeAt: at(90) }), now)).toMatchObject([{ off: true, note: '已经催过，今天 16:00后可以再催' }])
    expect(alsoOf(told({ actions: ['urge'], mayUrgeAt: at(-1) }), now)).toMatchObject([{ off: false }])
  })

  it('ask for rework only while it would succeed, with the last day', () => {
    expect(alsoOf(told({ actions: ['reopen'], mayReopen: false }), now)).toEqual([])
    expect(alsoOf(told({ actions: ['reopen'], mayReopen: true, warrantyUntil: '2026-12-26T01:00:00Z' }), now)).toMatchObject([{ act: 'reopen', note: '不收费，质保到 12月26日' }])
  })

  it('not ask for rework beside the answer that asks for it', () =>
    expect(alsoOf(told({ state: 'return_visit', actions: ['visit', 'reopen'], mayReopen: true }), now)).toEqual([]))

  it('nothing that the server does not offer', () => expect(alsoOf(told({ actions: ['rate'] }), now)).toEqual([]))
})

describe('the quote', () => {
  it('shows lines and total', () => {
    expect(quoteOf(told({ state: 'quoted', actions: ['accept_quote'], quotes: [offer({ state: 'refused' }), offer()] }))).toMatchObject({
      total: '¥620.00',
      hindrance: '',
      lines: [{ title: '换阀芯（人工）', facts: '¥310.00 × 2 次', amount: '¥620.00' }],
    })
  })

  it('says why a member of the household cannot accept it', () => {
    expect(quoteOf(told({ state: 'quoted', quotes: [offer()] }))?.hindrance).toContain('业主本人')
    expect(quoteOf(told({ state: 'quoted', quotes: [offer({ ownerOnly: false })] }))?.hindrance).toContain('家人')
  })

  it('is not there when there is none, or only one that was replaced', () => {
    expect(quoteOf(repair)).toBeUndefined()
    expect(quoteOf(told({ quotes: [offer({ state: 'replaced' })] }))).toBeUndefined()
  })
})

describe('facts', () => {
  it('leave out what is not known', () => {
    expect(factsOf(repair, now).map((fact) => fact.name)).toEqual(['工单号', '地点', '预约时间', '报修时间', '不在家时'])
  })

  it('say who pays, what was used and how long the warranty is', () => {
    const all = factsOf(told({ state: 'closed', costBearer: 'warranty', warrantyUntil: '2026-12-26T01:00:00Z', materials: [{ title: '阀芯', unit: '个', quantity: 2 }], paidFen: 62_000 }), now)
    expect(Object.fromEntries(all.map((fact) => [fact.name, fact.value]))).toMatchObject({ 用料: '阀芯 2 个', 已付: '¥620.00', 费用: '质保期内，不收费', 质保: '到 12月26日，同样的问题免费返修' })
  })
})

describe('an incident', () => {
  it('says what is known', () => {
    const incident = { title: '停电', area: '3栋', lastText: '正在抢修', etaAt: at(90) } as Repair['incident']
    expect(incidentOf({ incident }, now)).toEqual({ title: '停电', area: '3栋', eta: '预计 今天 16:00 恢复', latest: '正在抢修' })
    expect(incidentOf({}, now)).toBeUndefined()
  })
})
