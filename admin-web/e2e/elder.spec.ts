import { expect, test, type Page } from '@playwright/test'
import { crew, on, resident } from './support/people'
import { visit } from './support/tour'

const pages = ['/pages/home', '/pages/inbox', '/pages/me', '/features/repair/pages/list', '/features/repair/pages/report', '/features/house/pages/list', '/features/house/pages/search', '/features/account/pages/devices', '/features/bill/pages/list', '/features/bill/pages/code', '/features/payment/pages/list', '/features/payment/pages/receipt', '/features/payment/pages/titles']

test('the elder theme: large words, large targets, few choices, a human on each page', async ({ browser }) => {
  const phone = await resident(browser, '19900000006')
  await on(phone, 'tab-me').click()
  await on(phone, 'elder-switch').click()
  await expect(on(phone, 'theme-elder')).toBeVisible()
  for (const path of pages) {
    await visit(phone, { name: path, path })
    await expect(on(phone, 'call-service'), `${path} has a human to call`).toBeVisible()
    expect.soft(await smallText(phone), `${path}: text under 18`).toEqual([])
    expect.soft(await smallTargets(phone), `${path}: targets under 60`).toEqual([])
  }
  await visit(phone, { name: 'home', path: '/pages/home' })
  expect(await phone.locator('[role="list"][aria-label="服务"] [role="listitem"]:visible').count()).toBeLessThanOrEqual(6)

  await visit(phone, { name: 'me', path: '/pages/me' })
  await on(phone, 'elder-switch').click()
  await expect(on(phone, 'theme-normal')).toBeVisible()
  await phone.context().close()
})

test('the workers\' side reads as large: words, targets, a human on each page', async ({ browser }) => {
  const phone = await crew(browser, 'worker')
  await on(phone, 'work-row').first().click()
  await expect(on(phone, 'work-state')).toBeVisible()
  const id = new URLSearchParams(phone.url().split('?')[1]).get('id')
  for (const path of ['home', 'queue', `order?id=${id}`, `quote?id=${id}`, `finish?id=${id}`]) {
    await visit(phone, { name: path, path: `/features/work/pages/${path}` })
    await on(phone, 'theme-normal').evaluate((frame) => frame.classList.add('elder'))
    await expect(on(phone, 'call-service'), `${path} has a human to call`).toBeVisible()
    expect.soft(await smallText(phone), `${path}: text under 18`).toEqual([])
    expect.soft(await smallTargets(phone), `${path}: targets under 60`).toEqual([])
  }
  await phone.context().close()
})

/** Visible text smaller than 18 points of the phone. */
function smallText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const out: string[] = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const words = walk.currentNode.textContent?.trim()
      const box = walk.currentNode.parentElement
      if (!words || !box?.checkVisibility() || ['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(box.tagName)) continue
      const size = parseFloat(getComputedStyle(box).fontSize)
      if (size < 18) out.push(`${words.slice(0, 20)} (${size})`)
    }
    return out
  })
}

/** Visible things to press that a finger may miss. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressable = 'button, input:not([type="file"]), textarea, a[href], [role="button"], [role="tab"], [role="radio"], [role="checkbox"], [role="switch"], [role="link"]'
    return [...document.querySelectorAll<HTMLElement>(pressable)]
      .filter((el) => el.checkVisibility())
      .map((el) => ({ el, box: el.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 59.5 || box.height < 59.5))
      .map(({ el, box }) => `${el.dataset.testid || el.getAttribute('aria-label') || el.textContent?.trim().slice(0, 20)} ${Math.round(box.width)}×${Math.round(box.height)}`)
  })
}
