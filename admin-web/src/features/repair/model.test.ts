import { describe, expect, it } from 'vitest'
import { inSlot, planOf, slotLabel } from './calendar'
import { actionLabel, actionsFor, draftProblems, dueText, emptyDraft, emptyFilter, filterOf, flagsOf, queryOf, type Repair, type RepairReport, type RepairRow } from './model'
import { emptyLine, lineItem, lineProblem, offList, totalOf } from './quote'
import { everyDay, lasted, perMill, score } from './report'
import { chainText, draftOf, draftProblems as settingsProblems, formOf, spanText } from './settings'
import { askless, startOf, stepProblems, steps } from './steps'

const row = (more: Partial<RepairRow> = {}): RepairRow => ({ id: '1', workerId: '', slotStart: undefined, urges: 0, reworks: 0, returns: 0, supervised: false, askOccupant: false, ...more }) as RepairRow
const order = (more: Partial<Repair> = {}): Repair => ({ id: '1', needsBeforePhoto: false, quoteFen: 12345, ...more }) as Repair

describe('actions', () => {
  it('puts the next step of the work first, and ending it last', () => {
    expect(actionsFor({ actions: ['cancel', 'assign', 'finish', 'hold'] })).toEqual(['finish', 'assign', 'hold', 'cancel'])
    expect(actionsFor({ actions: [] })).toEqual([])
    expect(actionsFor({ actions: ['start', 'finish'], needsBeforePhoto: true })[0]).toBe('start')
  })
  it('asks for a payer’s yes and no in one form, and knows nobody else’s buttons', () => {
    expect(actionsFor({ actions: ['accept_quote', 'refuse_quote', 'rate', 'urge', 'whatever'] })).toEqual(['answer'])
  })
  it('calls a second assignment by its name', () => {
    expect([actionLabel('assign', 'dispatching'), actionLabel('assign', 'accepted'), actionLabel('quote', 'quoted')]).toEqual(['派单', '改派', '重新报价'])
  })
})

describe('steps', () => {
  it('does at once what needs no word', () => {
    expect(['accept', 'depart', 'arrive', 'offer', 'resume'].every((a) => askless(steps[a as 'accept']!, order()))).toBe(true)
    expect([askless(steps.start!, order()), askless(steps.start!, order({ needsBeforePhoto: true })), askless(steps.cancel!, order())]).toEqual([true, false, false])
  })
  it('starts with what is likely, and money as typed yuan becomes whole fen', () => {
    const v = startOf(steps.pay!, order())
    expect(v).toEqual({ amount: '123.45', method: 'cash', voucher: '' })
    expect(steps.pay!.body({ ...v, voucher: 'A-1' }, [], order())).toEqual({ amountFen: 12345, method: 'cash', voucher: 'A-1' })
    expect(Object.keys(stepProblems(steps.pay!, { ...v, amount: '1.234', voucher: '收1' }, [], order()))).toEqual(['amount', 'voucher'])
  })
  it('wants proof of what was said by its way', () => {
    const said = (via: string, evidence = '') => stepProblems(steps.answer!, { accept: 'yes', via, speaker: 'owner', evidence }, [], order())
    expect([Object.keys(said('voice')), Object.keys(said('paper')), said('voice', 'R1')]).toEqual([['evidence'], ['photos'], {}])
  })
  it('wants a word only where it matters', () => {
    expect(stepProblems(steps.visit!, { good: 'yes', note: '' }, [], order())).toEqual({})
    expect(Object.keys(stepProblems(steps.visit!, { good: 'no', note: ' ' }, [], order()))).toEqual(['note'])
    expect(Object.keys(stepProblems(steps.merge!, { into: 'incident', orderId: '', incidentId: '' }, [], order()))).toEqual(['incidentId'])
  })
  it('makes a window of two hours', () => {
    expect(steps.reschedule!.body({ slot: '2026-03-02 10:00', note: '' }, [], order())).toEqual({ slotStart: '2026-03-02T02:00:00.000Z', slotEnd: '2026-03-02T04:00:00.000Z', note: '' })
  })
})

describe('what a row says', () => {
  it('tells what is left of a promise', () => {
    const now = Date.parse('2026-03-02T02:00:00Z')
    const due = (dueAt: string, light = 'green') => dueText({ dueAt, light }, now)
    expect([due('2026-03-02T02:25:30Z'), due('2026-03-02T02:00:20Z'), due('2026-03-02T00:00:00Z', 'red'), due('2026-03-02T01:59:50Z', 'red'), due('', 'green'), due('2026-03-02T05:00:00Z', 'none')])
      .toEqual(['剩 25 分钟', '马上到时限', '超时 2 小时', '超时', '', ''])
    expect(flagsOf(row({ urges: 2, supervised: true, returns: 1 }))).toEqual(['催 2 次', '等主管派', '退单 1 次'])
  })
  it('keeps a filter as the server does, and reads it back', () => {
    const f = { ...emptyFilter(), state: 'open', light: 'red' }
    expect(queryOf(f, '7')).toEqual({ state: 'open', light: 'red', sort: 'newest', communityId: '7' })
    expect(filterOf({ state: 'open', light: 'red' })).toEqual(f)
  })
})

describe('calendar', () => {
  const at9 = row({ workerId: 'w', slotStart: '2026-03-02T01:00:00Z' })
  it('shows an appointment in the slot that holds it, early ones in the first', () => {
    expect([inSlot([at9], 'w', '2026-03-02', '08:00').length, inSlot([at9], 'w', '2026-03-02', '10:00').length, inSlot([at9], 'v', '2026-03-02', '08:00').length, inSlot([at9], 'w', '2026-03-03', '08:00').length]).toEqual([1, 0, 0, 0])
    expect(inSlot([row({ slotStart: '2026-03-01T22:00:00Z' })], '', '2026-03-02', '08:00')).toHaveLength(1)
    expect(slotLabel('08:00')).toBe('08:00–10:00')
  })
  it('changes only what is different', () => {
    expect(planOf(at9, 'w', '2026-03-02', '08:00')).toEqual({})
    expect(planOf(at9, 'v', '2026-03-02', '08:00')).toEqual({ workerId: 'v' })
    expect(planOf(at9, '', '2026-03-02', '14:00')).toEqual({ slot: { slotStart: '2026-03-02T06:00:00.000Z', slotEnd: '2026-03-02T08:00:00.000Z' } })
  })
})

describe('quote', () => {
  const list = [{ id: 'i', priceFen: 2600, kind: 'material' }] as never
  it('adds up in whole fen', () => {
    expect(totalOf([{ ...emptyLine(), price: '19.99', quantity: '3' }, { ...emptyLine(), price: '0.01', quantity: '1' }, { ...emptyLine(), price: 'x' }])).toBe(5998)
  })
  it('knows what a supervisor has to look at', () => {
    expect([offList({ ...emptyLine(), itemId: 'i', price: '26' }, list), offList({ ...emptyLine(), itemId: 'i', price: '25' }, list), offList({ ...emptyLine(), itemId: 'own', title: '打孔' }, list), offList(emptyLine(), list)]).toEqual([false, true, true, false])
  })
  it('refuses half lines', () => {
    const said = (more = {}) => ({ ...emptyLine(), itemId: 'own', ...more })
    expect([lineProblem(emptyLine()), lineProblem(said()), lineProblem(said({ title: '打孔', price: '1.234' })), lineProblem(said({ title: '打孔', price: '5', quantity: '1.5' })), lineProblem(said({ title: '打孔', price: '5' }))].map(Boolean)).toEqual([true, true, true, true, false])
    expect(lineItem({ ...emptyLine(), itemId: 'own', title: ' 打孔 ', unit: '个', price: '5', quantity: '2' })).toEqual({ kind: 'labour', quantity: 2, priceFen: 500, title: '打孔', unit: '个' })
  })
})

it('says figures as people do', () => {
  expect([lasted(0), lasted(30), lasted(480), lasted(12_600), lasted(180_000), perMill(953), score(0), score(467)]).toEqual(['—', '1 分钟', '8 分钟', '3.5 小时', '2.1 天', '95.3%', '—', '4.67'])
  expect(everyDay({ from: '2026-02-27', to: '2026-03-02', byDay: [{ key: '2026-03-01', label: '', count: 4 }] } as unknown as RepairReport).map((d) => `${d.day.slice(5)}:${d.count}`)).toEqual(['02-27:0', '02-28:0', '03-01:4', '03-02:0'])
  expect([spanText(30), spanText(120), spanText(90), spanText(4320)]).toEqual(['30 分钟', '2 小时', '1 小时 30 分钟', '3 天'])
  expect(chainText(['grab', 'round_robin'])).toBe('抢单 → 轮流派')
})

it('holds the settings of a category within their limits', () => {
  const d = draftOf({ skill: 'lift', chain: ['grab'], paid: true, visitRule: 'all', takeMinutes: 5, acceptMinutes: 5, responseMinutes: 15, onSiteMinutes: 30, resolveMinutes: 1440, warrantyDays: 30 } as never)
  expect(settingsProblems(d)).toEqual({})
  expect(formOf(d, '7')).toMatchObject({ communityId: '7', skill: 'lift', responseMinutes: 15 })
  d.numbers.responseMinutes = '4'
  d.numbers.warrantyDays = '30.5'
  d.chain = []
  expect(Object.keys(settingsProblems(d))).toEqual(['responseMinutes', 'warrantyDays', 'chain'])
})

describe('taking down a report', () => {
  it('asks for what is missing, beside its field', () => {
    expect(Object.keys(draftProblems(emptyDraft()))).toEqual(['houseId', 'category', 'description'])
    expect(Object.keys(draftProblems({ ...emptyDraft(), place: 'public', publicPlace: '大堂', category: 'light', description: '灯不亮', contactPhone: '123' }))).toEqual(['contactPhone'])
  })
})
