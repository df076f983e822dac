import { fileURLToPath } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { askCode, newPhone, on, resident, residentRoute, signIn, staff } from './support/people'
import { photo } from './support/photo'

const ledger = fileURLToPath(new URL('../../sql/demo/cuihu-garden-ledger.xlsx', import.meta.url))
// On the demo ledger: the owner of 2栋1单元301, and a house nobody is registered for.
const owner = '19900000052'
const stranger = '19800000001'
const emptyHouse = '5栋1单元302'

test('the ledger imported again changes nothing and says what it cannot read', async ({ browser }) => {
  const page = await staff(browser, 'manager')
  await page.getByTestId('nav-import').click()
  await page.getByTestId('import-file').setInputFiles(ledger)

  const tab = (kind: string) => page.getByTestId(`import-tab-${kind}`)
  await expect(tab('same')).toContainText('722', { timeout: 60_000 })
  await expect(tab('added')).toContainText('0')
  await expect(tab('changed')).toContainText('0')
  await expect(tab('refused')).toContainText('9')
  await expect(page.getByTestId('import-apply')).toBeDisabled()
  await tab('refused').click()
  const refused = page.locator('[data-testid^="import-row-"]')
  await expect(refused).toHaveCount(9)
  await expect(refused.filter({ hasText: '同一房屋重复登记' })).toHaveCount(5)
  await expect(refused.filter({ hasText: '建筑面积缺失或不是正数' })).toHaveCount(4)

  await page.getByTestId('nav-workbench').click()
  await expect(page.getByTestId('tile-houses')).toContainText('722')
  const [first] = await runs(page)
  expect(first).toMatchObject({ state: 'applied', counts: { rows: 731, added: 722, refused: 9, ignored: 1 }, totalAreaM2: '76821.31' })
  await page.context().close()
})

/** The imports of the community, oldest first: the first one is the demo's own. */
async function runs(page: Page): Promise<unknown[]> {
  const me = (await (await page.request.get('/admin/v1/me')).json()) as { communities: { id: string }[] }
  const list = await page.request.get(`/admin/v1/communities/${me.communities[0]?.id}/imports`)
  return ((await list.json()) as { items: unknown[] }).items.reverse()
}

test('a repair, from the owner who reports it to her rating', async ({ browser }) => {
  const desk = await staff(browser, 'manager')
  await desk.getByTestId('nav-repair').click()
  await expect(desk.getByTestId('column-todo')).toBeVisible()
  await expect(desk.getByTestId('live-state')).toHaveAttribute('data-state', 'live')

  // The owner signs in for the first time and is found on the register.
  const phone = await newPhone(browser)
  await phone.goto(residentRoute('/pages/home'))
  await signIn(phone, owner)
  await on(phone, 'home-bind').click()
  await on(phone, 'house-match').click()
  await expect(on(phone, 'house-match-confirm')).toBeVisible()
  if (await on(phone, 'house-match-digits').count()) await on(phone, 'house-match-digits').fill('01')
  await on(phone, 'house-match-confirm').click()
  await expect(on(phone, 'binding').filter({ hasText: '2栋1单元301' })).toBeVisible()
  await on(phone, 'back').click()

  // She reports a fault with a photo.
  await on(phone, 'home-repair').click()
  await on(phone, 'repair-place-indoor').click()
  await on(phone, 'repair-category-drain').click()
  await on(phone, 'repair-description').fill('卫生间地漏返水，踩着脚湿。')
  await phone.getByTestId('repair-photo-input').setInputFiles(photo('drain', 40))
  await expect(phone.getByRole('button', { name: '删除照片 1' })).toBeVisible()
  await on(phone, 'repair-submit').click()
  await expect(on(phone, 'repair-number')).toHaveText(/\S{6,}/)
  await on(phone, 'repair-done-detail').click()
  await expect(on(phone, 'repair-next')).toContainText('正在安排师傅')

  // The desk sees it come in, without a reload, and hands it to a worker.
  const card = desk.getByTestId('column-todo').locator('[data-testid^="repair-row-"]', { hasText: '卫生间地漏返水' })
  await card.click()
  await expect(desk.getByTestId('repair-drawer')).toContainText('2栋1单元301')
  await expect(desk.getByTestId('repair-drawer').locator('img').first()).toBeVisible()
  await desk.getByTestId('repair-assign').click()
  await desk.locator('[data-testid^="assign-worker-"]', { hasText: '钱立' }).click()
  await desk.getByTestId('assign-confirm').click()
  await expect(desk.getByTestId('repair-state-tag')).toHaveText('已派单')
  await expect(on(phone, 'repair-next')).toContainText('已安排')

  // The worker accepts, arrives and finishes with a photo; she sees each step.
  const worker = await staff(browser, 'worker2')
  await worker.getByTestId('nav-repair').click()
  await worker.locator('[data-testid^="repair-row-"]', { hasText: '卫生间地漏返水' }).click()
  await worker.getByTestId('repair-accept').click()
  await expect(on(phone, 'repair-next')).toContainText('已接单')
  await worker.getByTestId('repair-arrive').click()
  await expect(on(phone, 'repair-next')).toContainText('已到现场')
  await worker.getByTestId('repair-finish').click()
  await worker.getByTestId('finish-note').fill('疏通下水管，清出毛发，已通水试过。')
  await worker.getByTestId('finish-cause').selectOption({ index: 1 })
  await worker.getByTestId('finish-photos').setInputFiles(photo('done', 120))
  await expect(worker.getByRole('button', { name: '移除这张照片' })).toBeVisible()
  await worker.getByTestId('finish-confirm').click()
  await expect(on(phone, 'repair-next')).toContainText('已经修好了')
  await expect(phone.getByText('疏通下水管，清出毛发')).toBeVisible()

  // She rates; the desk, still on the same page, sees it.
  await on(phone, 'repair-rate').click()
  for (const axis of ['speed', 'quality', 'attitude']) await on(phone, `rate-${axis}-5`).click()
  await on(phone, 'rate-comment').fill('师傅很仔细')
  await on(phone, 'rate-submit').click()
  await expect(on(phone, 'repair-rating')).toContainText('师傅很仔细')
  await expect(desk.getByTestId('repair-state-tag')).toHaveText('已完成')
  await expect(desk.getByTestId('repair-drawer')).toContainText('师傅很仔细')
  for (const page of [desk, phone, worker]) await page.context().close()
})

test('someone who is not on the register applies with a photo and is approved', async ({ browser }) => {
  const desk = await staff(browser, 'desk')
  await desk.getByTestId('nav-binding').click()
  await expect(desk.getByTestId('live-state')).toHaveAttribute('data-state', 'live')
  await expect(desk.getByTestId('binding-tab-pending')).toBeVisible()

  const phone = await newPhone(browser)
  await phone.goto(residentRoute('/pages/home'))
  await signIn(phone, stranger)
  await on(phone, 'home-bind').click()
  await on(phone, 'house-add').click()
  await on(phone, 'community').filter({ hasText: '翠湖花园' }).click()
  await on(phone, 'house-search').fill('5-1-302')
  await on(phone, 'house-search-go').click()
  await on(phone, 'house-result').filter({ hasText: emptyHouse }).click()
  await on(phone, 'apply-name').fill('白小雨')
  await phone.getByTestId('apply-photo-input').setInputFiles(photo('deed', 200))
  await expect(phone.getByRole('button', { name: '删除照片 1' })).toBeVisible()
  await on(phone, 'apply-submit').click()
  await expect(phone.getByText('申请已提交')).toBeVisible()

  await desk.locator('[data-testid^="binding-row-"]', { hasText: emptyHouse }).click()
  await expect(desk.getByTestId('binding-state')).toHaveText(/待审核|审核中/)
  await expect(desk.locator('section[aria-label="申请详情"] img').first()).toBeVisible()
  await desk.getByTestId('binding-approve').click()
  await expect(on(phone, 'binding-members')).toBeVisible()
  for (const page of [desk, phone]) await page.context().close()
})

test('a wrong code is said in a sentence and nobody is let in', async ({ browser }) => {
  const phone = await newPhone(browser)
  await phone.goto(residentRoute('/pages/login'))
  const right = await askCode(phone, '19800000002')
  await on(phone, 'login-code').fill(right === '123456' ? '654321' : '123456')
  await on(phone, 'login-submit').click()
  await expect(phone.getByText('验证码不正确或已过期')).toBeVisible()
  await expect(on(phone, 'login-submit')).toBeVisible()
  await phone.context().close()
})

test('a failed request shows an error with a way on, never an empty list', async ({ browser }) => {
  const phone = await resident(browser, '19900000002')
  await phone.route('**/app/v1/repairs?*', (route) => route.abort())
  await phone.goto(residentRoute('/features/repair/pages/list'))
  await expect(on(phone, 'error')).toBeVisible()
  await expect(on(phone, 'empty')).toHaveCount(0)
  await phone.unroute('**/app/v1/repairs?*')
  await on(phone, 'retry').click()
  await expect(on(phone, 'repair-row').first()).toBeVisible()

  const desk = await staff(browser, 'desk')
  await desk.route('**/admin/v1/repairs?*', (route) => route.abort())
  await desk.goto('/admin/repairs?view=table')
  await expect(desk.getByTestId('load-error')).toBeVisible()
  await expect(desk.getByTestId('empty')).toHaveCount(0)
  await desk.unroute('**/admin/v1/repairs?*')
  await desk.getByTestId('retry').click()
  await expect(desk.locator('[data-testid^="repair-row-"]').first()).toBeVisible()
  for (const page of [phone, desk]) await page.context().close()
})
