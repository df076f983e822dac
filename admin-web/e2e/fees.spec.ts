import { expect, test, type Page } from '@playwright/test'
import { ask } from './support/api'
import { crew, newPhone, on, resident, residentRoute } from './support/people'
import { photo } from './support/photo'
import { visit } from './support/tour'

// The owner of 7栋2单元1102 of the demo, who owes the bills of last month.
const owner = '19900000312'
const stranger = '19800000021'

interface Bill {
  id: string
  title: string
  askedFen: number
  paidFen: number
  totalFen: number
}
interface Payment {
  id: string
  state: string
  totalFen: number
  receiptCode: string
  receiptNumber: string
}

const bills = (phone: Page): Promise<{ items: Bill[] }> => ask(phone, '/app/v1/bills?due=true')
const payments = (phone: Page): Promise<{ items: Payment[] }> => ask(phone, '/app/v1/payments')

/** From the list of bills to the cashier, with one bill. */
async function toCashier(phone: Page, bill: Bill): Promise<void> {
  await visit(phone, { name: 'bill', path: `/features/bill/pages/detail?id=${bill.id}` })
  await on(phone, 'bill-pay').click()
  await expect(on(phone, 'pay-lines')).toContainText(bill.title)
  await on(phone, 'pay-go').click()
  await expect(on(phone, 'cashier-total')).toContainText((bill.totalFen / 100).toFixed(2))
}

test('a resident pays with a lost and a repeated notice, sees the receipt, and asks for a part back', async ({ browser }) => {
  const phone = await resident(browser, owner)
  const due = (await bills(phone)).items
  expect(due.length).toBeGreaterThan(2)

  // All that is due is chosen; she takes one bill only.
  await on(phone, 'home-bills').click()
  await expect(on(phone, 'bill-total')).toBeVisible() // the list is there: all() does not wait
  for (const box of (await on(phone, 'bill-choose').all()).slice(1)) await box.click()
  const first = due[0] as Bill
  await expect(on(phone, 'bill-total')).toContainText((first.totalFen / 100).toFixed(2))
  await on(phone, 'bill-pay').click()
  await expect(on(phone, 'pay-clock')).toHaveText(/^1[45]:\d\d$/)
  await expect(on(phone, 'pay-total')).toContainText((first.totalFen / 100).toFixed(2))

  // She leaves, finds her way back, shuts the cashier, and goes on.
  await on(phone, 'back').click()
  await on(phone, 'bill-paying').click()
  await on(phone, 'pay-go').click()
  await on(phone, 'cashier-refuse').click()
  await expect(on(phone, 'pay-result')).toContainText('还没有付款')
  await on(phone, 'result-pay').click()
  await on(phone, 'pay-go').click()

  // The notice never comes: the page asks the server, the server asks WeChat.
  await on(phone, 'cashier-lose').click()
  await expect(on(phone, 'pay-result')).toContainText('缴费成功')
  await on(phone, 'result-done').click()

  // The notice of the next one comes five times.
  const second = due[1] as Bill
  await toCashier(phone, second)
  await on(phone, 'cashier-repeat').click()
  await expect(on(phone, 'pay-result')).toContainText('缴费成功')
  for (const bill of [first, second]) {
    expect(await ask<Bill>(phone, `/app/v1/bills/${bill.id}`)).toMatchObject({ paidFen: bill.totalFen, totalFen: 0 })
  }
  const made = (await payments(phone)).items
  expect(made.map((one) => [one.state, one.totalFen])).toEqual([['success', second.totalFen], ['success', first.totalFen]])
  expect(new Set(made.map((one) => one.receiptNumber)).size).toBe(2)

  await receiptIsReal(phone, await newPhone(browser))
  await asksBack(phone, second)
  await phone.context().close()
})

/** She opens the receipt; whoever gets its code sees that it is real, without signing in. */
async function receiptIsReal(phone: Page, anybody: Page): Promise<void> {
  await on(phone, 'result-receipt').click()
  await expect(on(phone, 'receipt-real')).toContainText('收据有效')
  const code = (await on(phone, 'receipt-code').textContent()) ?? ''
  const pdf = await phone.request.get(`/receipts/${code.replaceAll(' ', '')}.pdf`)
  expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  await on(phone, 'back').click()

  await anybody.goto(residentRoute('/features/payment/pages/receipt'))
  await on(anybody, 'receipt-input').fill('2222 2222 2222 2222 2222')
  await on(anybody, 'receipt-find').click()
  await expect(on(anybody, 'receipt-error')).toContainText('没有这张收据')
  await on(anybody, 'receipt-input').fill(code.toLowerCase())
  await on(anybody, 'receipt-find').click()
  await expect(on(anybody, 'receipt-real')).toBeVisible()
  await expect(anybody.getByText('孙文雨')).toHaveCount(0)
  await anybody.context().close()
}

/** She asks for ten yuan of a bill back and sees that it waits for a yes. */
async function asksBack(phone: Page, bill: Bill): Promise<void> {
  await on(phone, 'result-detail').click()
  await on(phone, 'payment-ask').click()
  const yuan = on(phone, `ask-yuan-${bill.id}`)
  await yuan.fill(((bill.totalFen + 1) / 100).toFixed(2))
  await expect(phone.getByText(`最多可退 ¥${(bill.totalFen / 100).toFixed(2)}`).last()).toBeVisible()
  await expect(on(phone, 'ask-send')).toHaveAttribute('aria-disabled', 'true')
  await yuan.fill('1.50')
  await on(phone, 'ask-reason-多缴了').click()
  await on(phone, 'ask-send').click()
  await expect(on(phone, 'refund-state')).toContainText('待审批')
  await expect(on(phone, 'refund-note')).toContainText('正在审批')
  await on(phone, 'refund-payment').click()
  await expect(on(phone, 'payment-refund')).toContainText('退 ¥1.50')

  await visit(phone, { name: 'history', path: '/features/payment/pages/list' })
  await expect(on(phone, 'payment-row').first()).toContainText('已退或正在退 ¥1.50')
}

test('money that comes after the end is booked, and who pays by code learns no name', async ({ browser }) => {
  const phone = await resident(browser, owner)
  const due = (await bills(phone)).items
  const [late, shared] = due as [Bill, Bill]
  await toCashier(phone, late)
  await on(phone, 'cashier-late').click()
  await expect(on(phone, 'pay-result')).toContainText('缴费成功')
  await expect(on(phone, 'pay-result')).toContainText('到得晚了一些')
  expect(await ask<Bill>(phone, `/app/v1/bills/${late.id}`)).toMatchObject({ paidFen: late.totalFen, totalFen: 0 })

  // The message of a payment leads to its result.
  await visit(phone, { name: 'inbox', path: '/pages/inbox' })
  await on(phone, 'message').filter({ hasText: '缴费成功' }).first().click()
  await expect(on(phone, 'pay-result')).toContainText('缴费成功')

  // Somebody else pays the last one by its code.
  await visit(phone, { name: 'bill', path: `/features/bill/pages/detail?id=${shared.id}` })
  await on(phone, 'bill-share').click()
  const code = (await on(phone, 'bill-code').textContent()) ?? ''
  const other = await resident(browser, stranger)
  await visit(other, { name: 'code', path: '/features/bill/pages/code' })
  await on(other, 'code-input').fill(code)
  await on(other, 'code-find').click()
  await on(other, 'code-pay').click()
  await expect(on(other, 'pay-lines')).toContainText(shared.title)
  await expect(other.getByText(/孙/)).toHaveCount(0)

  // The household sees that somebody is paying, and may not pay twice.
  await visit(phone, { name: 'bill', path: `/features/bill/pages/detail?id=${shared.id}` })
  await expect(phone.getByText(/正在支付，\d\d:\d\d 后可重试/)).toBeVisible()
  await expect(on(phone, 'bill-pay')).toHaveCount(0)

  await on(other, 'pay-go').click()
  await on(other, 'cashier-pay').click()
  await expect(on(other, 'pay-result')).toContainText('缴费成功')
  await on(other, 'result-detail').click()
  await expect(on(other, 'payment-receipt')).toBeVisible()
  await expect(other.getByText(/孙|1102/)).toHaveCount(0)
  await expect(phone.getByText(/正在支付/)).toHaveCount(0)
  for (const page of [phone, other]) await page.context().close()
})

test('a meter is read on the phone, with a picture, where there is no network', async ({ browser }) => {
  const reader = await crew(browser, 'cashier')
  const meters = await newMeter(reader, 'E2E-0001', '1-1-502')
  await on(reader, 'work-meters').click()
  await on(reader, 'meter-search').fill('e2e-0001')
  await expect(on(reader, 'meter-row')).toHaveCount(1)
  await expect(on(reader, 'meter-row')).toContainText('未抄')
  await on(reader, 'meter-row').click()

  // What the server would refuse is said at the meter.
  await on(reader, 'read-value').fill('123456')
  await expect(reader.getByText('这块表最多 5 位整数')).toBeVisible()
  await on(reader, 'read-value').fill('88.5')
  await expect(on(reader, 'read-hint')).toContainText('首次抄表')
  await reader.getByTestId('read-photo').setInputFiles(photo('meter', 90))
  await expect(reader.getByRole('button', { name: '删除表盘照片 1' })).toBeVisible()

  await reader.context().setOffline(true)
  await on(reader, 'read-send').click()
  await expect(on(reader, 'work-unsent')).toContainText('未同步 1 项')
  await on(reader, 'meter-which-all').click()
  await expect(on(reader, 'meter-row')).toContainText('未同步')
  await reader.context().setOffline(false)
  await expect(on(reader, 'work-unsent')).toHaveCount(0)

  const { items } = await ask<{ items: Meter[] }>(reader, `${meters}&q=E2E-0001`)
  expect(items).toMatchObject([{ reading: { value: '88.5', first: true, channel: 'phone', photo: {} } }])
  await reader.context().close()
})

interface Meter {
  itemId: string
  reading?: { value: string; first: boolean; channel: string; photo?: { id: string } }
}

/** Notes a meter of a house; answers where the readings of this month are. */
async function newMeter(reader: Page, number: string, house: string): Promise<string> {
  const me = await ask<{ communities: { id: string }[] }>(reader, '/admin/v1/me')
  const of = `communityId=${me.communities[0]?.id}`
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  const meters = `/admin/v1/meters?${of}&period=${month}`
  const { items } = await ask<{ items: Meter[] }>(reader, meters)
  const houses = await ask<{ items: { id: string }[] }>(reader, `/admin/v1/houses?${of}&q=${house}`)
  await ask(reader, '/admin/v1/meters', { itemId: items[0]?.itemId, houseId: houses.items[0]?.id, number, place: '楼道水井' })
  return meters
}
