import { expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import RepairReportPage from './RepairReportPage.vue'
import RepairSettingsPage from './RepairSettingsPage.vue'

await import('../components/SettingsDrawer.vue')
const light = { category: 'light', name: '照明灯具', emergency: false, overridden: true, skill: 'electric', chain: ['grab', 'assign'], takeMinutes: 30, acceptMinutes: 15, responseMinutes: 30, onSiteMinutes: 1440, resolveMinutes: 4320, paid: true, warrantyDays: 30, visitRule: 'none' }
const list = { items: [light, { ...light, category: 'gas', name: '燃气味', emergency: true, overridden: false }], desk: { gasPhone: '96777', dutyPhone: '02288880018', workerCap: 8 } }
const settings = (more: Record<string, Answer> = {}) =>
  mountPage(RepairSettingsPage, { name: 'repair-settings', path: '/repair-settings', at: '/repair-settings', permissions: ['repair.read', 'repair.manage'], answers: { 'GET /repair-settings': list, 'PUT /repair-settings/light': list, 'DELETE /repair-settings/light': list, 'PUT /repair-desk': list, ...more } })

it('shows how each category is treated, in words', async () => {
  const page = await settings()
  expect(page.find('settings-row-light')?.textContent).toMatch(/照明灯具.*电工.*抢单 → 客服派.*30 分钟 \/ 1 天 \/ 3 天.*已调整/s)
  expect(page.find('settings-row-gas')?.textContent).toContain('紧急')
})

it('changes a category, refusing what is out of bounds beside its field', async () => {
  const page = await settings()
  await page.click('settings-row-light')
  await page.type('settings-responseMinutes', '2')
  await page.click('settings-save')
  expect(page.find('settings-drawer')?.textContent).toContain('请填 5 到 10080 的整数')
  await page.type('settings-responseMinutes', '60')
  await page.click('mode-assign')
  await page.click('mode-least_loaded')
  await page.click('settings-save')
  expect(page.server.calls('PUT')[0]?.json).toMatchObject({ communityId: '7', responseMinutes: 60, chain: ['grab', 'least_loaded'], skill: 'electric' })
})

it('goes back to the usual, and keeps the phones', async () => {
  const page = await settings()
  await page.click('settings-row-light')
  await page.click('settings-reset')
  expect(page.server.calls('DELETE')[0]?.path).toBe('/repair-settings/light?communityId=7')
  await page.type('desk-cap', '99')
  await page.click('desk-save')
  expect(page.seen()).toContain('请填 1 到 50 的整数')
  await page.type('desk-cap', '5')
  await page.click('desk-save')
  expect(page.server.calls('PUT /repair-desk')[0]?.json).toEqual({ communityId: '7', gasPhone: '96777', dutyPhone: '02288880018', workerCap: 5 })
})

const report = {
  from: '2026-03-01', to: '2026-03-03', total: 7, open: 2, byDay: [{ key: '2026-03-02', label: '', count: 7 }], byCategory: [{ key: 'light', label: '照明灯具', count: 7 }], byChannel: [], byState: [],
  times: [{ category: '', label: '全部', answered: 6, responseP50Seconds: 480, responseP90Seconds: 3600, resolved: 5, resolveP50Seconds: 90_000, resolveP90Seconds: 180_000, reworked: 1, reworkPerMill: 200 }],
  promises: [{ kind: 'response', label: '响应', met: 6, missed: 1, running: 0, metPerMill: 857 }],
  workers: [{ key: '3', label: '赵大勇', finished: 5, rated: 2, unanswered: 3, good: 1, goodPerMill: 500, speedCenti: 450, qualityCenti: 500, attitudeCenti: 400 }], categories: [],
}
const figures = (answer: Answer) => mountPage(RepairReportPage, { name: 'repair-report', path: '/repair-report', at: '/repair-report', permissions: ['repair.report'], answers: { 'GET /repair-report': answer } })

it('shows the figures and, behind each chart, its table; silence is never good', async () => {
  const page = await figures(report)
  expect(page.seen()).toMatch(/报修7.*8 分钟.*1\.0 天.*20\.0%/s)
  await page.click('figure-workers-table')
  expect(page.find('figure-workers')?.querySelector('tbody')?.textContent).toBe('赵大勇52350.0%4.505.004.00')
  await page.click('figure-sla-table')
  expect(page.find('figure-sla')?.textContent).toContain('85.7%')
  expect(page.find('figure-channel')?.textContent).toContain('还没有数据')
})

it('asks for the days that were chosen, and not for a range upside down', async () => {
  const page = await figures(report)
  await page.click('report-7')
  const asked = page.server.calls('GET').length
  await page.type('report-from', '2099-01-01')
  expect([page.server.calls('GET').length, page.seen().includes('开始不晚于结束')]).toEqual([asked, true])
})

it('tells failed and empty apart', async () => {
  expect((await figures(() => ({ status: 500, body: { detail: '坏了' } }))).find('load-error')?.textContent).toContain('坏了')
  expect((await figures({ ...report, total: 0 })).find('empty')?.textContent).toContain('这段时间没有报修')
})
