import { describe, expect, it } from 'vitest'
import { chargedChart, folded, momentsOf, net, spans, sumsOf } from './income'
import type { IncomeLine } from './model'

const line = (day: string, account: string, about: IncomeLine['about'], amountFen: number, backFen = 0): IncomeLine => ({ day, account, label: account, about, amountFen, backFen })
const lines = [line('2026-03-01', 'fee_income:water', 'charged', 500), line('2026-03-02', 'fee_income:property', 'charged', 9_000, 1_000), line('2026-03-02', 'cash', 'arrived', 700, 200), line('2026-03-02', 'wechat_receivable', 'arrived', 3), line('2026-03-02', 'waiver', 'given_up', 40)]

describe('income', () => {
  it('sums accounts of one kind, the largest first, less what was taken back', () => {
    expect(sumsOf(lines, 'charged').map((s) => [s.account, s.fen, s.backFen])).toEqual([['fee_income:property', 9_000, 1_000], ['fee_income:water', 500, 0]])
    expect([net(sumsOf(lines, 'charged')), net(sumsOf(lines, 'arrived')), net(sumsOf(lines, 'given_up')), net([])]).toEqual([8_500, 503, 40, 0])
  })

  it('shows days without money, and months where days are too many', () => {
    expect(momentsOf(lines, '2026-03-01', '2026-03-03').map((m) => [m.at, m.chargedFen, m.arrivedFen])).toEqual([['2026-03-01', 500, 0], ['2026-03-02', 8_000, 503], ['2026-03-03', 0, 0]])
    expect(momentsOf(lines, '2026-01-01', '2026-03-31').map((m) => [m.at, m.arrivedFen])).toEqual([['2026-01', 0], ['2026-02', 0], ['2026-03', 503]])
  })

  it('folds the entries of a journal by account and side', () => {
    const entry = (account: string, amountFen: number) => ({ account, label: account, amountFen })
    expect(folded([entry('cash', 30), entry('receivable', -10), entry('receivable', -25), entry('receivable', 5)])).toEqual([{ label: 'cash', fen: 30, count: 1 }, { label: 'receivable', fen: -35, count: 2 }, { label: 'receivable', fen: 5, count: 1 }])
  })

  it('names spans to the day, over the year too', () => {
    expect(spans('2026-01-15').map((s) => [s.id, s.from, s.to])).toEqual([['month', '2026-01-01', '2026-01-15'], ['last', '2025-12-01', '2025-12-31'], ['days', '2025-12-17', '2026-01-15'], ['year', '2026-01-01', '2026-01-15']])
  })

  it('draws yuan with both digits', () => {
    expect(chargedChart([{ account: 'a', label: '水费', fen: 1_205, backFen: 0 }])).toMatchObject({ series: [{ data: [12.05] }] })
  })
})
