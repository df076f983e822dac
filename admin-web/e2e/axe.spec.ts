import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { crew, newPhone, on, resident, residentRoute, staff } from './support/people'
import { adminStops, cashierStops, crewStops, financeStops, managerStops, meterStops, residentStops, visit, visitDesk } from './support/tour'

/** What keeps people from using the page, as "rule: element" lines. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`))
}

/** The elder theme is this one class on the frame of the page. */
async function enlarge(phone: Page): Promise<void> {
  await on(phone, 'theme-normal').evaluate((frame) => frame.classList.add('elder'))
}

test('the residents\' app has no barriers, in both themes', async ({ browser }) => {
  test.setTimeout(480_000)
  const phone = await resident(browser, '19900000006')
  const others = { inviter: await resident(browser, '19900000002'), desk: await staff(browser, 'desk'), worker: await staff(browser, 'worker') }
  const stops = await residentStops(phone, others)
  for (const stop of stops) {
    await visit(phone, stop)
    expect.soft(await barriers(phone), stop.name).toEqual([])
    await enlarge(phone)
    expect.soft(await barriers(phone), `${stop.name}, elder`).toEqual([])
  }
  for (const page of [phone, ...Object.values(others)]) await page.context().close()
})

test('the workers\' side has no barriers, in both themes', async ({ browser }) => {
  test.setTimeout(300_000)
  const worker = await crew(browser, 'worker')
  const others = { phone: await resident(browser, '19900000002'), desk: await staff(browser, 'manager') }
  for (const stop of await crewStops(worker, others)) {
    await visit(worker, stop)
    expect.soft(await barriers(worker), stop.name).toEqual([])
    await enlarge(worker)
    expect.soft(await barriers(worker), `${stop.name}, elder`).toEqual([])
  }
  const page = await newPhone(browser)
  await page.goto(residentRoute('/features/work/pages/login'))
  await expect(on(page, 'staff-login')).toBeVisible()
  expect.soft(await barriers(page), 'log-in of workers').toEqual([])
  for (const one of [worker, page, ...Object.values(others)]) await one.context().close()
})

test('reading meters has no barriers, in both themes', async ({ browser }) => {
  const reader = await crew(browser, 'cashier')
  for (const stop of await meterStops(reader)) {
    await visit(reader, stop)
    expect.soft(await barriers(reader), stop.name).toEqual([])
    await enlarge(reader)
    expect.soft(await barriers(reader), `${stop.name}, elder`).toEqual([])
  }
  await reader.context().close()
})

test('the log-in pages have no barriers', async ({ browser }) => {
  const phone = await newPhone(browser)
  await phone.goto(residentRoute('/pages/login'))
  await expect(on(phone, 'login-submit')).toBeVisible()
  expect.soft(await barriers(phone), 'log-in of residents').toEqual([])
  await on(phone, 'elder-switch').click()
  expect.soft(await barriers(phone), 'log-in of residents, elder').toEqual([])
  await phone.goto('/admin/login')
  await expect(phone.getByTestId('login-submit')).toBeVisible()
  expect.soft(await barriers(phone), 'log-in of staff').toEqual([])
  await phone.goto('/admin/setup?token=none')
  await expect(phone.getByTestId('setup-submit')).toBeVisible()
  expect.soft(await barriers(phone), 'first password').toEqual([])
  await phone.context().close()
})

test('the staff application has no barriers', async ({ browser }) => {
  test.setTimeout(300_000)
  const applicant = await resident(browser, '19800000009')
  const desk = await staff(browser, 'manager')
  for (const stop of await managerStops(desk, applicant)) {
    await visitDesk(desk, stop)
    expect.soft(await barriers(desk), stop.name).toEqual([])
  }
  const admin = await staff(browser, 'sysadmin')
  for (const stop of adminStops) {
    await visitDesk(admin, stop)
    expect.soft(await barriers(admin), stop.name).toEqual([])
  }
  for (const page of [applicant, desk, admin]) await page.context().close()
})

test('the desks of money have no barriers', async ({ browser }) => {
  const cashier = await staff(browser, 'cashier')
  const finance = await staff(browser, 'finance')
  for (const [desk, stops] of [[cashier, await cashierStops(cashier)], [finance, financeStops]] as const) {
    for (const stop of stops) {
      await visitDesk(desk, stop)
      expect.soft(await barriers(desk), stop.name).toEqual([])
    }
    await desk.context().close()
  }
})
