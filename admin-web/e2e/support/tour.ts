import { expect, type Page } from '@playwright/test'
import { apply, ask, begin, deskFinds, firstBinding, give, invite, mend, myHouse, offer, payFees, quote, refundAsked, report } from './api'
import { on, residentRoute } from './people'

export interface Stop {
  name: string
  path: string
  /** What is done before looking: opens a layer, chooses a view. */
  then?: (page: Page) => Promise<void>
}

/** Every page of the residents' app, with orders, claims and invitations to show. */
export async function residentStops(phone: Page, others: { inviter: Page; desk: Page; worker: Page }): Promise<Stop[]> {
  const done = await report(phone, '客厅吸顶灯一闪一闪，开关也有响声。')
  await mend(others.desk, others.worker, done)
  const open = await report(phone, '书房筒灯不亮了。')
  const quoted = await report(phone, '厨房水龙头一直滴水，关不紧。', 'water_pipe')
  await give(others.desk, others.worker, quoted)
  await begin(others.worker, quoted)
  await quote(others.worker, quoted, '龙头', 2)
  const house = await myHouse(phone)
  const binding = await firstBinding(phone)
  const token = await invite(others.inviter, '19900000006')
  const name = encodeURIComponent(`翠湖花园 ${house.label}`)
  const repair = '/features/repair/pages'
  const houses = '/features/house/pages'
  const account = '/features/account/pages'
  const fees = await feeStops(phone, house.houseId)
  return [
    { name: 'home', path: '/pages/home' },
    { name: 'inbox', path: '/pages/inbox' },
    { name: 'me', path: '/pages/me' },
    { name: 'me-logout', path: '/pages/me', then: (p) => on(p, 'me-logout').click() },
    { name: 'repair-list', path: `${repair}/list` },
    { name: 'repair-report', path: `${repair}/report`, then: (p) => on(p, 'repair-category-water_burst').click() },
    { name: 'repair-done', path: `${repair}/done?id=${open}` },
    { name: 'repair-open', path: `${repair}/detail?id=${open}` },
    { name: 'repair-cancel', path: `${repair}/detail?id=${open}`, then: (p) => on(p, 'repair-cancel').click() },
    { name: 'repair-quoted', path: `${repair}/detail?id=${quoted}` },
    { name: 'repair-refuse', path: `${repair}/detail?id=${quoted}`, then: (p) => on(p, 'repair-refuse-quote').click() },
    { name: 'repair-reschedule', path: `${repair}/detail?id=${open}`, then: (p) => on(p, 'repair-reschedule').click() },
    { name: 'repair-reopen', path: `${repair}/detail?id=${done}`, then: (p) => on(p, 'repair-reopen').click() },
    { name: 'repair-to-rate', path: `${repair}/detail?id=${done}` },
    { name: 'repair-rate', path: `${repair}/rate?id=${done}`, then: (p) => on(p, 'rate-speed-4').click() },
    ...fees,
    { name: 'house-list', path: `${houses}/list` },
    { name: 'house-search', path: `${houses}/search` },
    { name: 'house-apply', path: `${houses}/apply?communityId=${house.communityId}&houseId=${house.houseId}&name=${name}` },
    { name: 'house-binding', path: `${houses}/detail?id=${binding}` },
    { name: 'house-members', path: `${houses}/members?houseId=${house.houseId}` },
    { name: 'house-invite', path: `${houses}/invite?houseId=${house.houseId}` },
    { name: 'house-move-out', path: `${houses}/moveout?houseId=${house.houseId}` },
    { name: 'house-accept', path: `${houses}/accept?token=${encodeURIComponent(token)}` },
    { name: 'account-devices', path: `${account}/devices` },
    { name: 'account-profile', path: `${account}/profile` },
    { name: 'account-privacy', path: `${account}/privacy` },
  ]
}

/** Every page of bills and of paying them. */
async function feeStops(phone: Page, house: string): Promise<Stop[]> {
  const { due, chosen, open, paid, receipt, refund } = await payFees(phone)
  const bill = '/features/bill/pages'
  const pay = '/features/payment/pages'
  return [
    { name: 'bill-list', path: `${bill}/list?houseId=${house}` },
    { name: 'bill-detail', path: `${bill}/detail?id=${due}` },
    { name: 'bill-dispute', path: `${bill}/detail?id=${due}`, then: (p) => on(p, 'bill-dispute').click() },
    { name: 'bill-share', path: `${bill}/detail?id=${due}`, then: (p) => on(p, 'bill-share').click() },
    { name: 'bill-code', path: `${bill}/code` },
    { name: 'bill-prepaid', path: `${bill}/prepaid?houseId=${house}` },
    { name: 'pay', path: `${pay}/pay?bills=${chosen}` },
    { name: 'pay-cashier', path: `${pay}/cashier?id=${open}` },
    { name: 'pay-left', path: `${pay}/result?id=${open}&left=1` },
    { name: 'pay-result', path: `${pay}/result?id=${paid}` },
    { name: 'payment-list', path: `${pay}/list` },
    { name: 'payment-detail', path: `${pay}/detail?id=${paid}` },
    { name: 'payment-ask', path: `${pay}/ask?id=${paid}`, then: (p) => on(p, 'ask-reason-多缴了').click() },
    { name: 'payment-refund', path: `${pay}/refund?id=${refund}` },
    { name: 'payment-invoice', path: `${pay}/invoice?id=${paid}` },
    { name: 'payment-receipt', path: `${pay}/receipt?code=${receipt}` },
    { name: 'payment-verify', path: `${pay}/receipt` },
    { name: 'payment-titles', path: `${pay}/titles` },
    { name: 'payment-title', path: `${pay}/titles`, then: (p) => on(p, 'title-add').click() },
  ]
}

/** Every page of a worker's phone, with orders in the states that show something. */
export async function crewStops(worker: Page, others: { phone: Page; desk: Page }): Promise<Stop[]> {
  const { phone, desk } = others
  const fresh = await report(phone, '主卧插座没有电，空气开关一推就跳。', 'electric')
  await give(desk, worker, fresh)
  const begun = await report(phone, '厨房下水不通，水往上返。', 'drain')
  await give(desk, worker, begun)
  await begin(worker, begun)
  const quoted = await report(phone, '卫生间马桶一直进水，水箱盖下面有裂纹，需要看看是不是要换一整套进水阀和排水阀。', 'toilet')
  await give(desk, worker, quoted)
  await begin(worker, quoted)
  await quote(worker, quoted, '马桶进水阀', 1)
  await offer(desk, await report(phone, '客厅开关按下去有火花，灯一闪一闪。', 'electric'))
  const work = '/features/work/pages'
  const more = async (p: Page, act: string): Promise<void> => {
    await on(p, 'work-more').click()
    await on(p, act).click()
  }
  return [
    { name: 'work-home', path: `${work}/home` },
    { name: 'work-pool', path: `${work}/home`, then: (p) => on(p, 'work-tab-pool').click() },
    { name: 'work-leave', path: `${work}/home`, then: (p) => on(p, 'work-leave').click() },
    { name: 'work-order', path: `${work}/order?id=${fresh}` },
    { name: 'work-arrive', path: `${work}/order?id=${fresh}`, then: (p) => more(p, 'work-arrive') },
    { name: 'work-return', path: `${work}/order?id=${fresh}`, then: (p) => more(p, 'work-return') },
    { name: 'work-transfer', path: `${work}/order?id=${fresh}`, then: (p) => more(p, 'work-transfer') },
    { name: 'work-begun', path: `${work}/order?id=${begun}` },
    { name: 'work-hold', path: `${work}/order?id=${begun}`, then: (p) => more(p, 'work-hold') },
    { name: 'work-quoted', path: `${work}/order?id=${quoted}` },
    { name: 'work-quote', path: `${work}/quote?id=${begun}`, then: (p) => on(p, 'item-option').first().click() },
    { name: 'work-finish', path: `${work}/finish?id=${begun}`, then: (p) => on(p, 'finish-uses').click() },
    { name: 'work-queue', path: `${work}/queue` },
  ]
}

/** The pages of who reads meters. */
export async function meterStops(reader: Page): Promise<Stop[]> {
  const { communities } = await ask<{ communities: { id: string }[] }>(reader, '/admin/v1/me')
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  const { items } = await ask<{ items: { id: string }[] }>(reader, `/admin/v1/meters?communityId=${communities[0]?.id}`)
  const work = '/features/work/pages'
  return [
    { name: 'meter-home', path: `${work}/home` },
    { name: 'meter-list', path: `${work}/meters`, then: (p) => on(p, 'meter-which-all').click() },
    { name: 'meter-read', path: `${work}/read?id=${items[0]?.id}&communityId=${communities[0]?.id}&period=${month}`, then: (p) => on(p, 'read-value').fill('1') },
  ]
}

/** Opens a page of the residents' app and waits until it shows what it has. */
export async function visit(phone: Page, stop: Stop): Promise<void> {
  // A fresh document: pages left behind would answer in place of this one.
  await phone.goto('about:blank')
  await phone.goto(residentRoute(stop.path))
  await expect(phone.locator(`uni-page[data-page="${stop.path.slice(1).split('?')[0]}"]`)).toBeVisible()
  await expect(phone.locator('[aria-busy="true"]:visible')).toHaveCount(0)
  await stop.then?.(phone)
}

/** Every page of the manager, and the layers above them. */
export async function managerStops(desk: Page, applicant: Page): Promise<Stop[]> {
  await apply(applicant, '8-1-601')
  const { order, claim, house } = await deskFinds(desk)
  return [
    { name: 'workbench', path: '/' },
    { name: 'repair-board', path: '/repairs?view=board' },
    { name: 'repair-table', path: '/repairs?view=table' },
    { name: 'repair-drawer', path: `/repairs/${order}` },
    { name: 'repair-assign', path: `/repairs/${order}`, then: (p) => openLayer(p, 'repair-assign', 'assign-confirm') },
    { name: 'repair-create', path: '/repairs', then: (p) => openLayer(p, 'repair-create', 'create-submit') },
    { name: 'repair-calendar', path: '/repairs?view=calendar' },
    { name: 'repair-pool', path: '/repairs?view=pool' },
    { name: 'repair-incidents', path: '/repairs?view=incident' },
    { name: 'repair-incident-open', path: '/repairs?view=incident', then: (p) => openLayer(p, 'incident-open', 'incident-confirm') },
    { name: 'repair-export', path: '/repairs?view=table', then: (p) => openLayer(p, 'repair-export', 'export-start') },
    { name: 'repair-reject', path: `/repairs/${order}`, then: async (p) => (await p.getByTestId('repair-more').click(), openLayer(p, 'repair-reject', 'step-confirm')) },
    { name: 'repair-report', path: '/repair-report' },
    { name: 'repair-settings', path: '/repair-settings' },
    { name: 'repair-settings-one', path: '/repair-settings', then: (p) => openLayer(p, 'settings-row-light', 'settings-save') },
    { name: 'roster', path: '/roster' },
    { name: 'roster-shift', path: '/roster', then: (p) => openLayer(p, 'roster-add', 'shift-save') },
    { name: 'roster-pattern', path: '/roster', then: (p) => openLayer(p, 'roster-pattern', 'pattern-confirm') },
    { name: 'roster-hours', path: '/roster?view=hours' },
    { name: 'stock', path: '/stock?view=items' },
    { name: 'stock-new', path: '/stock/new', then: (p) => expect(p.getByTestId('item-list')).toBeVisible() },
    { name: 'stock-count', path: '/stock?view=count' },
    { name: 'stock-moves', path: '/stock?view=moves' },
    { name: 'binding-queue', path: '/bindings' },
    { name: 'binding-detail', path: `/bindings/${claim}` },
    { name: 'binding-reject', path: `/bindings/${claim}`, then: (p) => openLayer(p, 'binding-reject', 'reason-confirm') },
    { name: 'house-list', path: '/houses?view=list' },
    { name: 'house-grid', path: '/houses?view=grid' },
    { name: 'house-drawer', path: `/houses/${house}` },
    { name: 'house-move-out', path: `/houses/${house}`, then: (p) => openLayer(p, 'house-move-out', 'move-out-confirm') },
    { name: 'import', path: '/imports' },
    { name: 'inbox', path: '/inbox' },
    { name: 'search', path: '/', then: openSearch },
    { name: 'staff-read-only', path: '/staff' },
    { name: 'billing-desk', path: '/billing/desk' },
    { name: 'payment-review', path: '/payments/review' },
    { name: 'merchant', path: '/merchants' },
    { name: 'merchant-keys', path: '/merchants', then: (p) => openLayer(p, 'merchant-keys', 'keys-save') },
    { name: 'missing', path: '/no-such-page' },
  ]
}

/** The desk where money is taken. */
export async function cashierStops(cashier: Page): Promise<Stop[]> {
  const { payment, refund } = await refundAsked(cashier)
  return [
    { name: 'workbench-cashier', path: '/' },
    { name: 'cashier', path: '/cashier' },
    { name: 'cashier-bills', path: '/cashier', then: (p) => chooseHouse(p) },
    { name: 'cashier-top-up', path: '/cashier', then: async (p) => (await chooseHouse(p), openLayer(p, 'collect-mode-topup', 'topup-amount')) },
    { name: 'shifts', path: '/cashier/shifts' },
    { name: 'payments', path: '/payments' },
    { name: 'payment-drawer', path: `/payments/${payment}` },
    { name: 'payment-refund', path: `/payments/${payment}`, then: (p) => openLayer(p, 'payment-refund', 'refund-send') },
    { name: 'refunds', path: '/payments/refunds' },
    { name: 'refund-own', path: `/refunds/${refund}` },
    { name: 'billing-bills', path: '/billing' },
    { name: 'billing-bill', path: '/billing', then: (p) => openFirst(p, 'bill-row', 'bill-lines') },
    { name: 'billing-meters', path: '/billing/meters' },
    { name: 'billing-paste', path: '/billing/meters', then: (p) => openLayer(p, 'meter-paste', 'paste-save') },
    { name: 'billing-arrears', path: '/billing/arrears' },
  ]
}

/** Tariffs, runs, reconciliation and the book. */
export const financeStops: Stop[] = [
  { name: 'billing-items', path: '/billing/items' },
  { name: 'billing-tariff', path: '/billing/items', then: async (p) => (await p.getByTestId('fee-open').first().click(), openLayer(p, 'tariff-new', 'tariff-save')) },
  { name: 'billing-runs', path: '/billing/runs' },
  { name: 'billing-run', path: '/billing/runs', then: (p) => openFirst(p, 'run-row', 'run-sum') },
  { name: 'billing-run-new', path: '/billing/runs', then: (p) => openLayer(p, 'run-new', 'run-make') },
  { name: 'reconcile', path: '/reconcile' },
  { name: 'reconcile-day', path: '/reconcile', then: compareOne },
  { name: 'reconcile-differences', path: '/reconcile/differences' },
  { name: 'income', path: '/income' },
  { name: 'income-balance', path: '/income/balance' },
  { name: 'income-journals', path: '/income/journals' },
]

async function chooseHouse(page: Page): Promise<void> {
  await page.getByTestId('house-pick').fill('1-1-302')
  await page.locator('[data-testid^="house-hit-"]').first().click()
  await expect(page.getByTestId('bills-all')).toBeVisible()
}

/** Opens the first row of a table. */
async function openFirst(page: Page, row: string, shows: string): Promise<void> {
  await page.locator(`[data-testid^="${row}-"]`).first().click()
  await expect(page.getByTestId(shows)).toBeVisible()
}

/** Compares a day, or looks at the one that was compared already. */
async function compareOne(page: Page): Promise<void> {
  await page.locator('[data-testid^="verdict-"]').first().waitFor()
  const anew = page.locator('[data-testid^="compare-2"]')
  await ((await anew.count()) ? anew.first() : page.locator('[data-testid^="verdict-"]').first()).click()
  await expect(page.getByTestId('day-verdict')).not.toHaveText('等待账单')
}

/** Presses what opens a layer and waits for the button that ends it: its code comes when it is first needed. */
async function openLayer(page: Page, opener: string, last: string): Promise<void> {
  await page.getByTestId(opener).click()
  await expect(page.getByTestId(last)).toBeVisible()
}

async function openSearch(page: Page): Promise<void> {
  await page.getByTestId('search-open').click()
  await page.getByTestId('search-input').fill('1-1-102')
  await expect(page.locator('[data-testid^="hit-"]').first()).toBeVisible()
}

export const adminStops: Stop[] = [
  { name: 'workbench-admin', path: '/' },
  { name: 'staff', path: '/staff' },
  { name: 'staff-create', path: '/staff/new', then: (p) => expect(p.getByTestId('staff-save')).toBeVisible() },
  { name: 'role', path: '/roles' },
  { name: 'role-create', path: '/roles', then: (p) => openLayer(p, 'role-create', 'role-save') },
]

/** Opens a page of the staff application and waits until it shows what it has. */
export async function visitDesk(desk: Page, stop: Stop): Promise<void> {
  await desk.goto(`/admin${stop.path}`)
  await expect(desk.getByTestId('user-menu')).toBeVisible()
  const loading = desk.locator('[role="status"][aria-label="正在加载"]:visible')
  await expect(loading).toHaveCount(0)
  await stop.then?.(desk)
  await expect(loading).toHaveCount(0)
}
