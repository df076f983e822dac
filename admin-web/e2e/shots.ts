import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { crew, newPhone, on, resident, residentRoute, signIn, staff } from './support/people'
import { adminStops, cashierStops, crewStops, financeStops, managerStops, residentStops, visit, visitDesk, type Stop } from './support/tour'

// Not a test but an album: every page as people see it, into shots/.
const album = fileURLToPath(new URL('../../shots/', import.meta.url))

test.beforeAll(async () => {
  await rm(album, { recursive: true, force: true })
  await mkdir(album, { recursive: true })
})

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await expect.poll(() => page.evaluate(() => [...document.images].every((i) => i.complete))).toBe(true)
  await page.screenshot({ path: `${album}${name}.png`, fullPage, animations: 'disabled' })
}

test('pages of residents', async ({ browser }) => {
  const phone = await resident(browser, '19900000006')
  const others = { inviter: await resident(browser, '19900000002'), desk: await staff(browser, 'desk'), worker: await staff(browser, 'worker') }
  const stops = await residentStops(phone, others)
  for (const theme of ['normal', 'elder']) {
    for (const stop of stops) {
      await visit(phone, stop)
      await shoot(phone, `m-${theme}-${stop.name}`)
    }
    await visit(phone, { name: 'me', path: '/pages/me' })
    await on(phone, 'elder-switch').click()
    await expect(on(phone, theme === 'normal' ? 'theme-elder' : 'theme-normal')).toBeVisible()
  }
  for (const stop of stops.filter((s) => !s.then)) await shootBroken(phone, stop)
})

test('pages of workers', async ({ browser }) => {
  const worker = await crew(browser, 'worker')
  const others = { phone: await resident(browser, '19900000002'), desk: await staff(browser, 'manager') }
  const stops = await crewStops(worker, others)
  for (const theme of ['normal', 'elder']) {
    for (const stop of stops) {
      await visit(worker, stop)
      if (theme === 'elder') await on(worker, 'theme-normal').evaluate((frame) => frame.classList.add('elder'))
      await shoot(worker, `w-${theme}-${stop.name}`)
    }
  }
  await worker.route('**/admin/v1/**', (route) => route.abort())
  for (const stop of stops.filter((s) => !s.then)) {
    await visit(worker, stop)
    await shoot(worker, `w-offline-${stop.name}`)
  }
})

/** The same page while the server does not answer. */
async function shootBroken(phone: Page, stop: Stop): Promise<void> {
  await phone.route('**/app/v1/**', (route) => route.abort())
  await visit(phone, stop)
  await shoot(phone, `m-error-${stop.name}`)
  await phone.unroute('**/app/v1/**')
}

test('pages of someone new', async ({ browser }) => {
  const phone = await newPhone(browser)
  await phone.goto(residentRoute('/pages/login'))
  await expect(on(phone, 'login-submit')).toBeVisible()
  await shoot(phone, 'm-normal-login')
  await on(phone, 'elder-switch').click()
  await shoot(phone, 'm-elder-login')
  await on(phone, 'elder-switch').click()
  await signIn(phone, '19800000007')
  for (const path of ['/pages/home', '/pages/inbox', '/pages/me', '/features/repair/pages/list', '/features/repair/pages/report', '/features/house/pages/list']) {
    await visit(phone, { name: path, path })
    await shoot(phone, `m-empty-${path.replace('/pages', '').replace('/features', '').replaceAll('/', '-').slice(1)}`)
  }
})

test('pages of staff', async ({ browser }) => {
  const applicant = await resident(browser, '19800000009')
  const manager = await staff(browser, 'manager')
  const admin = await staff(browser, 'sysadmin')
  const cashier = await staff(browser, 'cashier')
  const finance = await staff(browser, 'finance')
  const stops = await managerStops(manager, applicant)
  const money = await cashierStops(cashier)
  for (const [width, height] of [[1440, 900], [1920, 1080]] as const) {
    for (const [page, list] of [[manager, stops], [cashier, money], [finance, financeStops], [admin, adminStops]] as const) {
      await page.setViewportSize({ width, height })
      for (const stop of list) {
        await visitDesk(page, stop)
        await shoot(page, `admin-${width}-${stop.name}`)
      }
    }
  }
  const guest = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await guest.goto('/admin/login')
  await expect(guest.getByTestId('login-submit')).toBeVisible()
  await shoot(guest, 'admin-1440-login')
})
