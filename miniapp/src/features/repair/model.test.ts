import { describe, expect, it } from 'vitest'
import { timelineOf } from '@/shared/lib/timeline'
import type { Category, MyHouse, Repair, RepairRow } from '@/shared/api/schema'
import {
  categoriesFor,
  categoryIcon,
  emptyForm,
  fromDraft,
  isDangerous,
  problemsOf,
  reportOf,
  rowViews,
  similarOf,
  slotDays,
  tagsFor,
} from './model'

const now = Date.parse('2026-11-23T06:30:00Z') // 14:30 in Shanghai
const house = { houseId: '9', communityId: '3', rights: ['repair'] } as unknown as MyHouse

describe('slots', () => {
  it('offers only windows that have not begun', () => {
    expect(slotDays(now)[0]?.windows.map((one) => one.text)).toEqual(['16:00–18:00', '18:00–20:00'])
  })

  it('starts with tomorrow when the day is over', () => {
    expect(slotDays(Date.parse('2026-11-23T11:00:00Z'))[0]?.text).toBe('明天')
  })

  it('sends the window in UTC', () => {
    expect(slotDays(now)[0]?.windows[0]?.start).toBe('2026-11-23T08:00:00.000Z')
  })
})

describe('form', () => {
  it('begins indoors only with the right to report there', () => {
    expect(emptyForm(house).place).toBe('indoor')
    expect(emptyForm({ ...house, rights: [] }).place).toBe('public')
    expect(emptyForm(undefined).place).toBe('public')
  })

  it('names what is missing', () => {
    expect(Object.keys(problemsOf({ ...emptyForm(house), place: 'public', contactPhone: '12' }))).toEqual([
      'category',
      'publicPlace',
      'description',
      'contactPhone',
    ])
  })

  it('sends nothing indoor for a public place', () => {
    const form = {
      ...emptyForm(house),
      place: 'public' as const,
      publicPlace: ' 2号电梯 ',
      permissionToEnter: true,
      accessNote: '家里有狗',
      slotStart: '2026-11-23T08:00:00.000Z',
    }
    expect(reportOf(form, house)).toMatchObject({
      houseId: undefined,
      publicPlace: '2号电梯',
      permissionToEnter: false,
      accessNote: undefined,
      slotStart: undefined,
    })
  })

  it('forgets a window that has begun since the draft was kept', () => {
    const draft = { description: '漏水', slotStart: '2026-11-23T06:00:00.000Z', slotEnd: '2026-11-23T08:00:00.000Z' }
    expect(fromDraft(draft, house, now)).toMatchObject({ description: '漏水', slotStart: '', slotEnd: '' })
  })

  it('shows the categories of the place', () => {
    const all = [{ code: 'a', place: 'both' }, { code: 'b', place: 'public' }, { code: 'c', place: 'indoor' }] as Category[]
    expect(categoriesFor(all, 'public').map((one) => one.code)).toEqual(['a', 'b'])
  })

  it('has a drawing for every category', () => {
    expect([categoryIcon('WATER_LEAK'), categoryIcon('lift_trapped'), categoryIcon('other')]).toEqual(['drop', 'lift', 'wrench'])
  })
})

describe('order', () => {
  const repair = {
    state: 'accepted',
    categoryName: '水管、水龙头',
    placeLabel: '1栋1单元101',
    slotStart: '2026-11-23T08:00:00Z',
    slotEnd: '2026-11-23T10:00:00Z',
    createdAt: '2026-11-23T01:00:00Z',
    timeline: [
      { at: '2026-11-23T01:00:00Z', title: '已提交', actor: '您', reason: '', photos: [] },
      { at: '2026-11-23T02:00:00Z', title: '已接单', actor: '李*', reason: '', photos: [] },
    ],
  } as unknown as Repair

  it('shows the newest step first', () => {
    expect(timelineOf(repair, now).map((step) => [step.title, step.latest])).toEqual([
      ['已接单', true],
      ['已提交', false],
    ])
  })

  it('puts the facts of a row in one line, and names the fault where it is known', () => {
    expect(rowViews([repair as RepairRow], now)[0]?.facts).toBe('今天 09:00 · 约 今天 16:00–18:00')
    expect(rowViews([{ ...repair, faultName: '水龙头滴漏' } as RepairRow], now)[0]?.title).toBe('水龙头滴漏 · 1栋1单元101')
  })
})

describe('danger', () => {
  const words = ['燃气', '起火']

  it.each(['厨房有燃气味', '电线起 火了', '起\n火'])('is heard in %s', (text) => expect(isDangerous(text, words)).toBe(true))

  it.each(['水龙头滴水', ''])('is not heard in %s', (text) => expect(isDangerous(text, words)).toBe(false))
})

describe('somebody reported the same', () => {
  const meta = { orderId: '7', number: 'R7', stateLabel: '已接单', createdAt: '2026-11-23T02:00:00Z' }

  it('offers that order', () => {
    expect(similarOf({ code: 'repair.similar', meta }, now)).toEqual({ id: '7', number: 'R7', sentence: '工单 R7 · 今天 10:00报修 · 已接单' })
  })

  it('takes no other refusal for that', () => expect(similarOf({ code: 'repair.daily', meta: {} }, now)).toBeUndefined())

  it('says so when it is another matter', () => {
    expect(reportOf(emptyForm(house), house, true).separate).toBe(true)
    expect(reportOf(emptyForm(house), house).separate).toBeUndefined()
  })
})

describe('rating', () => {
  it('offers praise or what to do better', () => {
    expect(tagsFor([5, 4, 0])).toContain('一次修好')
    expect(tagsFor([5, 2, 5])).toContain('没有修好')
  })
})
