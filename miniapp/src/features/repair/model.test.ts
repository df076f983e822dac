import { describe, expect, it } from 'vitest'
import type { Category, MyHouse, Repair, RepairRow } from '@/shared/api/schema'
import {
  categoriesFor,
  categoryIcon,
  emptyForm,
  factsOf,
  fromDraft,
  nextStep,
  problemsOf,
  reportOf,
  rowViews,
  slotDays,
  tagsFor,
  timelineOf,
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
      slotStart: '2026-11-23T08:00:00.000Z',
    }
    expect(reportOf(form, house)).toMatchObject({
      houseId: undefined,
      publicPlace: '2号电梯',
      permissionToEnter: false,
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
    place: 'indoor',
    houseLabel: '1栋1单元101',
    number: 'R1',
    worker: { name: '李*', phone: '138****0001' },
    slotStart: '2026-11-23T08:00:00Z',
    slotEnd: '2026-11-23T10:00:00Z',
    createdAt: '2026-11-23T01:00:00Z',
    timeline: [
      { at: '2026-11-23T01:00:00Z', title: '已提交', actor: '您', reason: '', photos: [] },
      { at: '2026-11-23T02:00:00Z', title: '已接单', actor: '李*', reason: '', photos: [] },
    ],
  } as unknown as Repair

  it('says who comes when', () => expect(nextStep(repair, now)).toBe('李*师傅会在 今天 16:00–18:00 上门。'))

  it.each(['submitted', 'assigned', 'accepted', 'arrived', 'to_rate', 'closed', 'cancelled'] as const)('has a sentence for %s', (state) =>
    expect(nextStep({ state }, now)).not.toBe(''),
  )

  it('shows the newest step first', () => {
    expect(timelineOf(repair, now).map((step) => [step.title, step.latest])).toEqual([
      ['已接单', true],
      ['已提交', false],
    ])
  })

  it('leaves facts out that are not known', () => {
    expect(factsOf(repair, now).map((fact) => fact.name)).toEqual(['工单号', '地点', '预约时间', '报修时间', '不在家时'])
  })

  it('puts the facts of a row in one line', () => {
    expect(rowViews([repair as RepairRow], now)[0]?.facts).toBe('今天 09:00 · 约 今天 16:00–18:00')
  })
})

describe('rating', () => {
  it('offers praise or what to do better', () => {
    expect(tagsFor([5, 4, 0])).toContain('一次修好')
    expect(tagsFor([5, 2, 5])).toContain('没有修好')
  })
})
