import { expect, test, type Browser, type Page } from '@playwright/test'
import { ask, doorCode, liftCaps, myHouse, offer } from './support/api'
import { crew, on, resident, residentRoute, staff } from './support/people'
import { photo } from './support/photo'

const owner = '19900000006'

interface Told {
  id: string
  state: string
  timeline: { act: string; photos: unknown[] }[]
}

const told = (desk: Page, order: string): Promise<Told> => ask<Told>(desk, `/admin/v1/repairs/${order}`)

/** Reports in the app and answers the order's id. What was reported of the same kind before is another matter. */
async function reports(phone: Page, description: string): Promise<string> {
  await phone.goto(residentRoute('/features/repair/pages/report'))
  await on(phone, 'repair-place-indoor').click()
  await on(phone, 'repair-category-water_pipe').click()
  await on(phone, 'repair-fault-tap_drip').click()
  await on(phone, 'repair-description').fill(description)
  await on(phone, 'repair-access-note').fill('家里有只大狗，进门前请先打电话。')
  await on(phone, 'repair-submit').click()
  await expect(on(phone, 'similar-separate').or(on(phone, 'repair-done-detail'))).toBeVisible()
  if (await on(phone, 'similar-separate').count()) await on(phone, 'similar-separate').click()
  await on(phone, 'repair-done-detail').click()
  await expect(on(phone, 'repair-next')).toBeVisible()
  return new URLSearchParams(phone.url().split('?')[1]).get('id') ?? ''
}

/** Presses an act of the order that the desk looks at; beyond the first three they are behind one button. */
async function deskActs(desk: Page, act: string): Promise<void> {
  const button = desk.getByTestId('repair-drawer').getByTestId(`repair-${act}`)
  await expect(desk.getByTestId('repair-state-tag')).toBeVisible()
  if (!(await button.count())) await desk.getByTestId('repair-more').click()
  await desk.getByTestId(`repair-${act}`).click()
}

/** Of the demo's two workers one is on shift at any time; only he sees the pool. */
async function whoIsOnShift(browser: Browser, description: string): Promise<Page> {
  for (const username of ['worker', 'worker2']) {
    const phone = await crew(browser, username)
    await on(phone, 'work-tab-pool').click()
    await expect(phone.locator('[aria-busy="true"]:visible')).toHaveCount(0)
    if (await on(phone, 'work-row').filter({ hasText: description }).count()) return phone
    await phone.context().close()
  }
  throw new Error('nobody is on shift')
}

test('a paid repair: from the pool to the rating, in three hands', async ({ browser }) => {
  test.setTimeout(300_000)
  const description = '厨房水龙头关不紧，水流成线。'
  const desk = await staff(browser, 'manager')
  await liftCaps(desk)
  const phone = await resident(browser, owner)
  const order = await reports(phone, description)

  // The desk offers it to all; whoever is on shift sees it and takes it.
  await desk.goto(`/admin/repairs/${order}`)
  await deskActs(desk, 'offer')
  const confirm = desk.getByTestId('step-confirm')
  await expect(confirm.or(desk.getByTestId('repair-state-tag').filter({ hasText: '待接单' })).first()).toBeVisible()
  if (await confirm.count()) await confirm.click()
  await expect(on(phone, 'repair-next')).toContainText('正在为您找合适的师傅')
  const worker = await whoIsOnShift(browser, description)
  await worker.locator('.card', { hasText: description }).getByTestId('work-grab').click()
  await expect(on(worker, 'work-depart')).toBeVisible()
  await expect(worker.getByText('家里有只大狗')).toBeVisible()
  await expect(on(phone, 'repair-next')).toContainText('已接单')

  // He comes, and the code at the door says so; another code does not.
  await on(worker, 'work-depart').click()
  await expect(on(phone, 'repair-next')).toContainText('正在赶来')
  await on(worker, 'work-arrive').click()
  await on(worker, 'arrive-code').fill('zj:house:1:0000000000000000')
  await on(worker, 'arrive-by-code').click()
  await expect(worker.getByText('这不是这张工单的房屋二维码')).toBeVisible()
  await on(worker, 'arrive-code').fill(await doorCode(desk, (await myHouse(phone)).houseId))
  await on(worker, 'arrive-by-code').click()
  await expect(on(worker, 'work-state')).toContainText('已到场')
  await expect(on(phone, 'repair-next')).toContainText('已到现场')
  await on(worker, 'work-start').click()
  await expect(on(worker, 'start-confirm')).toHaveAttribute('aria-disabled', 'true')
  await worker.getByTestId('start-photos').setInputFiles(photo('before', 20))
  await on(worker, 'start-confirm').click()
  await expect(on(worker, 'work-state')).toContainText('维修中')

  // More than 500 yuan: the owner sees every line and accepts.
  await on(worker, 'work-more').click()
  await on(worker, 'work-quote').click()
  await on(worker, 'item-search').fill('阀芯')
  await on(worker, 'item-option').first().click()
  for (let pieces = 1; pieces < 6; pieces++) await on(worker, 'item-add').click()
  await expect(on(worker, 'quote-needs')).toContainText('业主本人')
  await on(worker, 'quote-send').click()
  await expect(on(worker, 'work-hint')).toContainText('等住户确认')
  await expect(on(phone, 'repair-quote-total')).toHaveText('¥528.00')
  await expect(on(phone, 'repair-quote')).toContainText('¥88.00 × 6')
  await on(phone, 'repair-accept-quote').click()
  await expect(on(phone, 'repair-next')).toContainText('已接受报价')
  await expect(on(worker, 'work-hint')).toContainText('接受了报价')

  // He finishes with what he used, and cannot without a picture.
  await on(worker, 'work-start').click()
  await on(worker, 'start-confirm').click()
  await on(worker, 'work-finish').click()
  await on(worker, 'finish-send').click()
  await expect(worker.getByText('请至少拍一张完工照片')).toBeVisible()
  await worker.getByTestId('finish-photos').setInputFiles(photo('after', 140))
  await on(worker, 'finish-cause-worn').click()
  await on(worker, 'finish-note').fill('更换六只龙头，逐个试水，不漏。')
  await on(worker, 'finish-uses').click()
  await on(worker, 'item-search').fill('生料带')
  await on(worker, 'item-option').first().click()
  await on(worker, 'finish-send').click()
  await expect(on(worker, 'work-state')).toContainText('待付款')
  await expect(on(phone, 'repair-pay')).toContainText('¥528.00')
  await expect(phone.getByText('生料带 1 卷')).toBeVisible()

  // The desk takes the money; she rates all three.
  await expect(desk.getByTestId('repair-state-tag')).toHaveText('待付款')
  const clerk = await staff(browser, 'desk')
  await clerk.goto(`/admin/repairs/${order}`)
  await deskActs(clerk, 'pay')
  await expect(clerk.getByTestId('step-amount')).toHaveValue('528.00')
  await clerk.getByTestId('step-voucher').fill(`E2E-${order}`)
  await clerk.getByTestId('step-confirm').click()
  await expect(on(phone, 'repair-next')).toContainText('请您评一评')
  await on(phone, 'repair-rate').click()
  for (const axis of ['speed', 'quality', 'attitude']) await on(phone, `rate-${axis}-5`).click()
  await on(phone, 'rate-submit').click()
  await expect(on(phone, 'repair-rating')).toBeVisible()
  await expect(desk.getByTestId('repair-state-tag')).toHaveText('已完成')
  for (const page of [desk, clerk, phone, worker]) await page.context().close()
})

test('in a cellar: what is done offline waits on the phone and goes out once', async ({ browser }) => {
  test.setTimeout(200_000)
  const desk = await staff(browser, 'manager')
  const phone = await resident(browser, '19900000002')
  const order = await reports(phone, '阳台水管接头渗水，墙角湿了一片。')
  const worker = await crew(browser, 'worker')
  const { id } = await ask<{ id: string }>(worker, '/admin/v1/me')
  await ask(desk, `/admin/v1/repairs/${order}/assign`, { workerId: id })
  await worker.goto('about:blank')
  await worker.goto(residentRoute('/features/work/pages/home'))
  await on(worker, 'work-row').filter({ hasText: '阳台水管接头渗水' }).click()
  await on(worker, 'work-accept').click()
  await expect(on(worker, 'work-state')).toContainText('已接单')
  await expect(on(phone, 'repair-next')).toContainText('已接单')

  // No network from here on: arrive, begin, finish. Nothing is called done.
  await worker.context().setOffline(true)
  await on(worker, 'work-depart').click()
  await expect(on(worker, 'work-kept')).toBeVisible()
  await on(worker, 'work-arrive').click()
  await on(worker, 'arrive-plain').click()
  await expect(on(worker, 'work-waiting').filter({ hasText: '到场' })).toContainText('已保存在手机，联网后自动提交')
  await on(worker, 'work-start').click()
  await worker.getByTestId('start-photos').setInputFiles(photo('before', 60))
  await on(worker, 'start-confirm').click()
  await on(worker, 'work-finish').click()
  await worker.getByTestId('finish-photos').setInputFiles(photo('after', 180))
  await on(worker, 'finish-cause-worn').click()
  await on(worker, 'finish-note').fill('重做接头，缠生料带，试水半小时不渗。')
  await on(worker, 'finish-send').click()
  await expect(on(worker, 'work-unsent')).toContainText('未同步 4 项')
  await expect(on(worker, 'work-state')).toContainText('已接单')
  await expect(worker.getByText('已完工')).toHaveCount(0)
  expect((await told(desk, order)).state).toBe('accepted')

  // Back in the light it goes out by itself, in order, each once.
  await worker.context().setOffline(false)
  await expect(on(worker, 'work-unsent')).toHaveCount(0, { timeout: 60_000 })
  await expect(on(phone, 'repair-next')).toContainText('已经修好了')
  const done = await told(desk, order)
  expect(done.timeline.map((step) => step.act).slice(-4)).toEqual(['depart', 'arrive', 'start', 'finish'])
  expect(done.timeline.slice(-2).map((step) => step.photos.length)).toEqual([1, 1])

  // A restart sends nothing again.
  await worker.reload()
  await expect(on(worker, 'work-unsent')).toHaveCount(0)
  expect((await told(desk, order)).timeline).toHaveLength(done.timeline.length)
  for (const page of [desk, phone, worker]) await page.context().close()
})

test('what was done offline to an order that moved on is shown, never swallowed', async ({ browser }) => {
  test.setTimeout(200_000)
  const desk = await staff(browser, 'manager')
  const phone = await resident(browser, '19900000002')
  const order = await reports(phone, '卫生间角阀滴水，关不住。')
  const worker = await crew(browser, 'worker')
  const { id } = await ask<{ id: string }>(worker, '/admin/v1/me')
  await ask(desk, `/admin/v1/repairs/${order}/assign`, { workerId: id })
  await worker.goto('about:blank')
  await worker.goto(residentRoute(`/features/work/pages/order?id=${order}`))
  await on(worker, 'work-accept').click()
  await expect(on(worker, 'work-depart')).toBeVisible()

  await worker.context().setOffline(true)
  await on(worker, 'work-depart').click()
  await expect(on(worker, 'work-unsent')).toContainText('未同步 1 项')
  await ask(desk, `/admin/v1/repairs/${order}/cancel`, { reason: '住户自己修好了' })
  await worker.context().setOffline(false)
  await expect(on(worker, 'work-unsent')).toContainText('没有被接受', { timeout: 60_000 })
  await on(worker, 'work-unsent').click()
  await expect(on(worker, 'queue-row')).toContainText('已取消')
  await on(worker, 'queue-seen').click()
  await expect(on(worker, 'queue-none')).toBeVisible()
  for (const page of [desk, phone, worker]) await page.context().close()
})

test('who comes second to an order in the pool is told who was first', async ({ browser }) => {
  const desk = await staff(browser, 'manager')
  await liftCaps(desk)
  const phone = await resident(browser, owner)
  const description = '书房水管有轻微渗水，用盆接着。'
  const order = await reports(phone, description)
  await offer(desk, order)
  const second = await whoIsOnShift(browser, description)
  const me = await ask<{ id: string; communities: { id: string }[] }>(second, '/admin/v1/me')
  const mates = await ask<{ items: { id: string; name: string }[] }>(second, `/admin/v1/work-mates?communityId=${me.communities[0]?.id}`)
  const first = mates.items.find((one) => one.id !== me.id && one.name !== '周敏')
  // Between his tap and the server somebody else gets it.
  await second.route('**/grab', async (route) => {
    await ask(desk, `/admin/v1/repairs/${order}/assign`, { workerId: first?.id })
    await route.continue()
  })
  await second.locator('.card', { hasText: description }).getByTestId('work-grab').click()
  await expect(second.getByText(`刚刚被${first?.name}师傅抢到`)).toBeVisible()
  await expect(on(second, 'work-row').filter({ hasText: description })).toHaveCount(0)
  for (const page of [desk, phone, second]) await page.context().close()
})
