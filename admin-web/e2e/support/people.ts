import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'

const phoneScreen = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
const deskScreen = { viewport: { width: 1440, height: 900 } }
const password = 'zhijian-demo-2026'

type Kept = Awaited<ReturnType<BrowserContext['storageState']>>
const sessions = new Map<string, Kept>()

/** Nobody is signed in any more: another server, or a day later. */
export function forgetSessions(): void {
  sessions.clear()
}

/** The visible element with a test id: tab pages of the resident's app stay alive behind the page in front. */
export function on(page: Page, id: string): Locator {
  return page.locator(`[data-testid="${id}"]:visible`)
}

export function residentRoute(path: string): string {
  return `/m/#${path}`
}

/** A phone that nobody has signed in on. */
export async function newPhone(browser: Browser): Promise<Page> {
  return (await browser.newContext(phoneScreen)).newPage()
}

/** Signs in with the code that the demo shows, unless this run already did; then the session is taken over. */
export async function resident(browser: Browser, phone: string): Promise<Page> {
  const kept = sessions.get(phone)
  const context = await browser.newContext({ ...phoneScreen, storageState: kept })
  const page = await context.newPage()
  await page.goto(residentRoute('/pages/home'))
  if (!kept) {
    await signIn(page, phone)
    sessions.set(phone, await context.storageState())
  }
  await expect(on(page, 'tab-home')).toBeVisible()
  return page
}

export async function askCode(page: Page, phone: string): Promise<string> {
  await on(page, 'login-phone').fill(phone)
  await on(page, 'login-consent').click()
  await on(page, 'login-send').click()
  return (await on(page, 'demo-code').textContent()) ?? ''
}

export async function signIn(page: Page, phone: string): Promise<void> {
  await on(page, 'login-code').fill(await askCode(page, phone))
  await on(page, 'login-submit').click()
  await expect(on(page, 'tab-home')).toBeVisible()
}

/** A staff member at the desk, past password and code. */
export async function staff(browser: Browser, username: string): Promise<Page> {
  const kept = sessions.get(username)
  const context = await browser.newContext({ ...deskScreen, storageState: kept })
  const page = await context.newPage()
  if (kept) {
    await page.goto('/admin/')
  } else {
    await staffLogin(page, username)
    sessions.set(username, await context.storageState())
  }
  await expect(page.getByTestId('user-menu')).toBeVisible()
  return page
}

/** A code opens one session only: within the same half minute the next log-in waits for the next code. */
async function staffLogin(page: Page, username: string): Promise<void> {
  await expect(async () => {
    await page.goto('/admin/login')
    await page.getByTestId('login-username').fill(username)
    await page.getByTestId('login-password').fill(password)
    await page.getByTestId('login-submit').click()
    await page.getByTestId('login-demo-code').click()
    await page.getByTestId('login-totp-submit').click()
    await expect(page.getByTestId('user-menu')).toBeVisible({ timeout: 10_000 })
  }).toPass({ timeout: 90_000, intervals: [5_000] })
}

/** A worker's phone: the staff's side of the residents' app, past password and code. */
export async function crew(browser: Browser, username: string): Promise<Page> {
  const key = `phone:${username}`
  const kept = sessions.get(key)
  const context = await browser.newContext({ ...phoneScreen, storageState: kept })
  const page = await context.newPage()
  if (kept) {
    await page.goto(residentRoute('/features/work/pages/home'))
  } else {
    await crewLogin(page, username)
    sessions.set(key, await context.storageState())
  }
  await expect(on(page, 'work-leave')).toBeVisible()
  return page
}

/** From the log-in page of residents, as a worker finds it; the codes are those of staffLogin. */
async function crewLogin(page: Page, username: string): Promise<void> {
  await expect(async () => {
    await page.goto('about:blank')
    await page.goto(residentRoute('/pages/login'))
    await on(page, 'login-staff').click()
    await on(page, 'staff-username').fill(username)
    await on(page, 'staff-password').fill(password)
    await on(page, 'staff-login').click()
    await on(page, 'staff-code').fill((await on(page, 'staff-demo-code').textContent()) ?? '')
    await on(page, 'staff-enter').click()
    await expect(on(page, 'work-leave')).toBeVisible({ timeout: 10_000 })
  }).toPass({ timeout: 90_000, intervals: [5_000] })
}
