import { describe, expect, it } from 'vitest'
import { change, differsIn, emptyTariff, monthOf, months, parseReadings, progress, tariffForm } from './model'

describe('billing', () => {
  it('says only what differs for a house', () => {
    const usual = { houseId: '1', houseLabel: '1栋101', quantity: '1', coefficient: '1', discount: '0', excluded: false, fromDay: '', untilDay: '', note: '' }
    expect(differsIn(usual)).toBe('按标准收')
    expect(differsIn({ ...usual, quantity: '2', discount: '50', fromDay: '2026-03-01', note: 'B1-042' })).toBe('数量 2 · 优惠 50% · 2026-03-01 起 · B1-042')
    expect(differsIn({ ...usual, coefficient: '1.2', untilDay: '2026-05-31' })).toBe('系数 1.2 · 到 2026-05-31 止')
  })

  it('counts months over the year', () => {
    expect([monthOf(0, '2026-03-31'), monthOf(3, '2026-03-31'), monthOf(-1, '2026-12-01')]).toEqual(['2026-03', '2025-12', '2027-01'])
    expect(months('2026-01-15')[0]).toEqual({ value: '2026-03', label: '2026年3月' })
  })

  it('says how a sum moved', () => {
    expect([change(13000, 10000), change(9950, 10000), change(1, 0), change(5, 5)]).toEqual(['比上期多 30.0%', '比上期少 0.5%', '', '与上期持平'])
  })

  it('shows progress in whole percent and never divides by nothing', () => {
    expect([progress({ doneCount: 1, totalCount: 3 }), progress({ doneCount: 5, totalCount: 0 })]).toEqual([33, 0])
  })

  it('sends only what the method needs', () => {
    const f = { ...emptyTariff('2026-03-02'), unitPrice: '2.1', formula: '面积*2', tiers: [{ price: '1' }] }
    expect(tariffForm({ ...f, method: 'area' })).toMatchObject({ unitPrice: '2.1', effectiveFrom: '2026-04-01' })
    expect(tariffForm({ ...f, method: 'area' })).not.toHaveProperty('formula')
    expect(tariffForm({ ...f, method: 'tiered' })).not.toHaveProperty('unitPrice')
    expect(tariffForm({ ...f, method: 'formula' })).toMatchObject({ formula: '面积*2', unitPrice: '2.1' })
  })

  it('reads pasted readings and names the lines it cannot read', () => {
    expect(parseReadings('S-0001 12.5\nS-0002\t7\n\nS-0003，99 满圈\nbroken\nS-4 1e3')).toEqual({
      lines: [{ number: 'S-0001', value: '12.5' }, { number: 'S-0002', value: '7' }, { number: 'S-0003', value: '99', rolledOver: true }], bad: [5, 6],
    })
  })
})
