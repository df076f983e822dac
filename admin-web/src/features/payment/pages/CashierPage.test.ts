import { expect, it, vi } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import type { PaymentView, StaffBillRow } from '../model'
import CashierPage from './CashierPage.vue'

const house = { id: '101', label: '1栋1单元102', building: '1', unit: '1', room: '102', kind: 'flat', areaM2: '90', ownerName: '张*', ownerPhone: '138****0001', boundCount: 1 }
const bill = (id: string, totalFen: number, over: Partial<StaffBillRow> = {}) => ({
  id, houseId: '101', houseLabel: house.label, itemId: '1', merchantId: '', title: '物业费', kind: 'property', period: '2026-02', periodName: '2026年2月', state: 'published', stateLabel: '待缴费', tone: 'warn', overdue: false, askedFen: totalFen, paidFen: 0,
  dueFen: totalFen, lateFen: 0, totalFen, dueOn: '2026-03-31', mayPay: false, lockNote: '', anomaly: '', anomalyLabel: '', lastFen: -1, source: 'run', version: 1, ...over,
})
const payment: Partial<PaymentView> = { id: '9', state: 'success', totalFen: 12_350, place: house.label, title: '物业费', viaLabel: '现金', via: 'cash', voucher: 'A-1', receiptNumber: 'SJ1', receiptUrl: '/receipts/x.pdf', lines: [{ billId: '1', title: '', principalFen: 1, lateFen: 0, amountFen: 1, refundedFen: 0, refundableFen: 1 }] }

async function desk(more: Record<string, Answer> = {}) {
  const page = await mountPage(CashierPage, {
    name: 'cashier', path: '/cashier/:view?', at: '/cashier', permissions: ['payment.collect', 'payment.read', 'house.read'],
    answers: {
      'GET /houses': { items: [house] }, 'GET /prepaid': { balanceFen: 500 }, 'GET /bills': { items: [bill('1', 12_345), bill('2', 5), bill('3', 700, { lockNote: '张*正在支付，14:32 后可重试' })], nextCursor: '' },
      'POST /communities/7/collections': payment, ...more,
    },
  })
  await page.type('house-pick', '1-1-102')
  await vi.waitFor(() => expect(page.find('house-hit-101')).not.toBeNull()) // the search waits for a pause in typing
  await page.click('house-hit-101')
  return page
}

it('takes what was shown for all bills that nobody else is paying', async () => {
  const page = await desk()
  expect(page.find('collect-total')?.textContent).toBe('¥123.50')
  expect(page.seen()).toContain('张*正在支付')
  await page.click('collect-send')
  expect(page.server.calls('POST')).toHaveLength(0)
  expect(page.seen()).toContain('请填写凭证号')
  await page.type('collect-voucher', 'A-1')
  await page.click('collect-send')
  expect(page.server.calls('POST /communities/7/collections')[0]?.json).toEqual({ billIds: ['1', '2'], expectedFen: 12_350, via: 'cash', voucher: 'A-1', note: '', photoFileIds: [] })
  expect(page.find('collected')?.textContent).toContain('已收款')
})

it('does not call a large payment received before a colleague looked', async () => {
  const page = await desk({ 'POST /communities/7/collections': { ...payment, state: 'created', receiptNumber: '', receiptUrl: '', totalFen: 600_000 } })
  await page.type('collect-voucher', 'A-2')
  await page.click('collect-send')
  expect(page.find('collected')?.textContent).toContain('等同事复核')
  expect(page.find('collected')?.textContent).not.toContain('已收款')
})

it('shows the bills anew when their price changed', async () => {
  const page = await desk({ 'POST /communities/7/collections': () => ({ status: 409, body: { code: 'payment.price', detail: '应收是 ¥124.00，请核对后再收' } }) })
  const before = page.server.calls('GET /bills').length
  await page.type('collect-voucher', 'A-3')
  await page.click('collect-send')
  expect(page.seen()).toContain('应收是 ¥124.00')
  expect(page.server.calls('GET /bills').length).toBeGreaterThan(before)
})

it('wants a picture of a transfer', async () => {
  const page = await desk()
  await page.click('collect-via-transfer')
  await page.type('collect-voucher', 'A-4')
  await page.click('collect-send')
  expect(page.seen()).toContain('转账请附上回单照片')
  expect(page.server.calls('POST')).toHaveLength(0)
})
