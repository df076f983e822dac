import { describe, expect, it } from 'vitest'
import type { Bill, BillRow, Comparison } from '@/shared/api/schema'
import { barsOf, fits, payable, rowViews, sayDate, sumOf, sumsOf } from './model'

const now = Date.parse('2026-03-20T02:00:00Z')
const row = (over: Partial<BillRow>) =>
  ({ id: '1', title: '物业费', periodName: '2026年3月', houseLabel: '1栋101', houseId: '9', merchantId: '', totalFen: 18585, askedFen: 18585, lateFen: 0, dueOn: '2026-03-31', mayPay: true, stateLabel: '待缴费', tone: 'warn', lockNote: '', payingId: '', ...over }) as BillRow

describe('bills', () => {
  it('say what is left to pay, and what was asked once it is paid', () => {
    const [due, paid] = rowViews([row({ lateFen: 93, totalFen: 18678 }), row({ totalFen: 0, mayPay: false })], now, true)
    expect(due).toMatchObject({ amount: '¥186.78', late: '含违约金 ¥0.93', facts: '1栋101 · 3月31日前缴费' })
    expect(paid).toMatchObject({ amount: '¥185.85', facts: '1栋101' })
  })

  it('tells who left the cashier that it is their own payment', () => {
    const [mine, other] = rowViews([row({ lockNote: '张*国正在支付，10:15 后可重试', payingId: '7' }), row({ lockNote: '张*国正在支付，10:15 后可重试' })], now, false)
    expect(mine).toMatchObject({ payingId: '7', note: '您还没付完，点「继续支付」' })
    expect(other).toMatchObject({ payingId: '', note: '张*国正在支付，10:15 后可重试' })
  })

  it('pays bills of one payee and house together', () => {
    const views = rowViews([row({ id: '1' }), row({ id: '2', merchantId: '7' }), row({ id: '3' }), row({ id: '4', houseId: '8' }), row({ id: '5', mayPay: false })], now, false)
    expect(payable(views).map((one) => one.id)).toEqual(['1', '3'])
    expect(sumOf(payable(views))).toBe(37170)
    expect(fits([], views[4]!)).toBe(false)
  })

  it('names a day with its year only when it is another one', () => {
    expect([sayDate('2026-03-31', now), sayDate('2025-12-01', now), sayDate('', now)]).toEqual(['3月31日', '2025年12月1日', ''])
  })

  it('shows only sums that are something', () => {
    const sums = sumsOf({ principalFen: 20000, discountFen: 1000, lateFen: 0, waivedFen: 0, paidFen: 500, refundedFen: 0 } as Bill)
    expect(sums.map((one) => `${one.name}${one.value}`)).toEqual(['应收¥200.00', '优惠-¥10.00', '已缴-¥5.00'])
  })

  it('draws bars against the highest, and a bill of nothing as a line', () => {
    const points = [0, 5000, 10000].map((amountFen, i) => ({ billId: String(i), period: `2026-0${i + 1}`, periodName: '', amountFen }))
    const bars = barsOf({ points } as unknown as Comparison, '2')
    expect(bars.map((one) => [one.label, one.height, one.now])).toEqual([['1月', '3%', false], ['2月', '50%', false], ['3月', '100%', true]])
    expect(barsOf({ points: [] } as unknown as Comparison, '')).toEqual([])
  })
})
