import { expect, test as base, type Browser, type Page } from '@playwright/test'
import { ask, myHouse } from './support/api'
import { forgetSessions, on, resident, staff } from './support/people'
import { startServer, type Server } from './support/server'
import { visit } from './support/tour'
import { yuan } from '../src/shared/lib/money'

/** A server of the story's own: its clock goes on to the morning on which WeChat's bill of the day is there. */
const test = base.extend<{ stage: Server }>({
  stage: async ({ browserName: _ }, use) => {
    const stage = await startServer('stage')
    forgetSessions()
    await use(stage)
    forgetSessions()
    await stage.stop()
  },
  baseURL: async ({ stage }, use) => use(stage.url),
})

const owner = '19900000006'
const item = '垃圾清运费'

interface Bill {
  id: string
  title: string
  period: string
  totalFen: number
  state: string
}
interface Payment {
  id: string
  state: string
  totalFen: number
  paidAt: string
  receiptNumber: string
}
interface Journal {
  kind: string
  entries: { account: string; amountFen: number }[]
}

const day = (at: string) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(at))
const myBills = async (phone: Page): Promise<Bill[]> => (await ask<{ items: Bill[] }>(phone, '/app/v1/bills')).items
const myPayments = async (phone: Page): Promise<Payment[]> => (await ask<{ items: Payment[] }>(phone, '/app/v1/payments')).items

/** Finance writes a fee item with its tariff, looks at real houses and switches it on. */
async function writeTariff(finance: Page): Promise<void> {
  await finance.goto('/admin/billing/items')
  await finance.getByTestId('item-new').click()
  await finance.getByTestId('item-name').fill(item)
  await finance.getByLabel('类别').selectOption({ label: '其他' })
  await finance.getByTestId('item-save').click()
  await finance.getByTestId('tariff-new').click()
  await finance.getByTestId('tariff-method-fixed').click()
  await finance.getByTestId('tariff-from').fill(`${day(new Date().toISOString()).slice(0, 7)}-01`)
  await finance.getByTestId('tariff-price').fill('12.50')
  await finance.getByTestId('tariff-save').click()
  await expect(finance.getByTestId('preview')).toContainText('¥12.50')
  await finance.getByTestId('tariff-activate').click()
  await expect(finance.getByTestId('tariff-1')).toContainText('启用')
}

/** She makes the month's bills as drafts and reviews them; who made them cannot send them out. */
async function makeBills(finance: Page): Promise<string> {
  await finance.goto('/admin/billing/runs')
  await finance.getByTestId('run-new').click()
  await finance.getByTestId('run-make').click()
  await expect(finance.getByTestId('run-review')).toBeVisible({ timeout: 90_000 })
  await expect(finance.getByTestId('run-drawer')).toContainText(item)
  await expect(finance.getByTestId('run-sum')).not.toHaveText('¥0.00')
  await finance.getByTestId('run-review').click()
  await expect(finance.getByTestId('run-publish')).toBeDisabled()
  return new URL(finance.url()).pathname
}

async function publishBills(boss: Page, run: string): Promise<void> {
  await boss.goto(run)
  await boss.getByTestId('run-publish').click()
  await boss.getByTestId('run-confirm-confirm').click()
  await expect(boss.getByTestId('run-drawer')).toContainText('已发布', { timeout: 90_000 })
}

/** Opens a bill, sees how it came about, and pays it with the given luck at WeChat. Answers the payment. */
async function pays(phone: Page, bill: Bill, luck: 'lose' | 'repeat'): Promise<Payment> {
  await visit(phone, { name: 'fees', path: `/features/bill/pages/detail?id=${bill.id}` })
  await expect(on(phone, 'bill-lines')).toContainText('这笔钱是怎么算的')
  await on(phone, 'bill-pay').click()
  await on(phone, 'pay-go').click()
  await expect(on(phone, 'cashier-total')).toHaveText(yuan(bill.totalFen))
  await on(phone, `cashier-${luck}`).click()
  await expect(on(phone, 'result-receipt')).toBeVisible({ timeout: 90_000 })
  await expect(on(phone, 'pay-result')).toContainText(yuan(bill.totalFen))
  return (await myPayments(phone))[0] as Payment
}

test('property fees: from the tariff to the day that agrees with WeChat', async ({ browser, stage }) => {
  test.setTimeout(420_000)
  const finance = await staff(browser, 'finance')
  const boss = await staff(browser, 'manager')
  const phone = await resident(browser, owner)

  await writeTariff(finance)
  await publishBills(boss, await makeBills(finance))

  // The bill reached her, and says how it came about.
  const house = await myHouse(phone)
  await expect.poll(async () => (await myBills(phone)).some((b) => b.title === item), { timeout: 60_000 }).toBe(true)
  const bills = await myBills(phone)
  const fresh = bills.find((b) => b.title === item) as Bill
  const property = bills.find((b) => b.title === '物业费' && b.totalFen > 2_000) as Bill
  expect(fresh.totalFen).toBe(1_250)
  await visit(phone, { name: 'fees', path: '/features/bill/pages/list' })
  await on(phone, `bill-${fresh.id}`).click()
  await expect(on(phone, 'bill-lines')).toContainText('12.5')

  // WeChat's notice never comes: the server asks. Then it comes five times: booked once.
  const lost = await pays(phone, fresh, 'lose')
  const repeated = await pays(phone, property, 'repeat')
  expect([lost.state, repeated.state]).toEqual(['success', 'success'])
  expect([lost.totalFen, repeated.totalFen]).toEqual([1_250, property.totalFen])
  await expect.poll(async () => (await myBills(phone)).filter((b) => [fresh.id, property.id].includes(b.id) && b.state === 'paid').length).toBe(2)
  await bookedOnce(boss, house, [1_250, property.totalFen])

  await partlyBack({ phone, boss, payment: repeated, bill: property })
  await tomorrowAgrees(browser, stage, { date: day(repeated.paidAt), arrived: 1_250 + property.totalFen, back: 2_000 })
  for (const page of [finance, boss, phone]) await page.context().close()
})

/** The book has one journal a payment, whatever came how often. */
async function bookedOnce(desk: Page, house: { houseId: string; communityId: string }, amounts: number[]): Promise<void> {
  const book = await ask<{ items: Journal[] }>(desk, `/admin/v1/communities/${house.communityId}/ledger/journals?houseId=${house.houseId}&account=receivable`)
  const arrived = book.items.filter((j) => j.kind === 'payment').flatMap((j) => j.entries.filter((e) => e.account === 'wechat_receivable').map((e) => e.amountFen))
  expect(arrived.sort((a, b) => a - b)).toEqual([...amounts].sort((a, b) => a - b))
  await desk.goto('/admin/payments?via=wechat')
  await expect(desk.locator('[data-testid^="payment-row-"]')).toHaveCount(amounts.length)
  await desk.goto('/admin/income/balance')
  await expect(desk.getByTestId('balanced')).toBeVisible()
}

/** She asks for twenty yuan back; a colleague finds it on the workbench and agrees; WeChat sends it back. */
async function partlyBack({ phone, boss, payment, bill }: { phone: Page; boss: Page; payment: Payment; bill: Bill }): Promise<void> {
  await visit(phone, { name: 'fees', path: `/features/payment/pages/detail?id=${payment.id}` })
  await on(phone, 'payment-ask').click()
  await on(phone, `ask-yuan-${bill.id}`).fill('20.00')
  await on(phone, 'ask-reason-多缴了').click()
  await on(phone, 'ask-send').click()
  await expect(on(phone, 'refund-state')).toContainText('待审批')

  await boss.goto('/admin/')
  await boss.getByTestId('tile-refunds').click()
  await boss.locator('[data-testid^="refund-row-"]').first().click()
  await expect(boss.getByTestId('refund-drawer')).toContainText('¥20.00')
  await boss.getByTestId('refund-approve').click()
  await boss.getByTestId('approve-dialog-confirm').click()
  await expect(boss.getByTestId('refund-state')).toHaveText('已退款', { timeout: 90_000 })
  await expect(on(phone, 'refund-state')).toContainText('已退款', { timeout: 60_000 })
  await boss.getByRole('link', { name: '看这笔收款' }).click()
  await expect(boss.getByTestId('payment-lines')).toContainText('已退或退款中 ¥20.00')
}

/** The next morning the day is compared with WeChat's bill: all of it is there, and nothing is called a difference. */
async function tomorrowAgrees(browser: Browser, stage: Server, { date, arrived, back }: { date: string; arrived: number; back: number }): Promise<void> {
  stage.tomorrow()
  forgetSessions()
  const finance = await staff(browser, 'finance')
  await finance.clock.setSystemTime(new Date(`${date}T12:00:00+08:00`).getTime() + 86_400_000)
  await finance.goto('/admin/reconcile')
  const compare = finance.getByTestId(`compare-${date}`)
  const verdict = finance.getByTestId(`verdict-${date}`)
  await expect(verdict).toBeVisible()
  if (await compare.count()) await compare.click() // unless the schedule was faster
  else await verdict.click()
  await expect(finance.getByTestId('day-verdict')).toHaveText('核对一致', { timeout: 90_000 })
  const drawer = finance.getByTestId('day-drawer')
  await expect(drawer).toContainText(yuan(arrived))
  await expect(drawer).toContainText(yuan(back))
  for (const way of ['channel_missing', 'local_missing', 'amount', 'status', 'refund']) await expect(finance.getByTestId(`way-${way}`)).toContainText('没有')
  await finance.goto('/admin/reconcile/differences')
  await expect(finance.getByTestId('empty')).toBeVisible()
  await finance.goto(`/admin/income?from=${date}&to=${date}`)
  await expect(finance.getByTestId('income-arrived')).toHaveText(yuan(arrived - back))
  await finance.context().close()
}
