import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import RepairPage from './RepairPage.vue'

const row = {
  id: '100', number: 'WX-1', category: 'light', categoryName: '照明灯具', emergency: false, place: 'indoor', placeLabel: '1栋1单元101', houseLabel: '1栋1单元101', description: '客厅灯不亮',
  state: 'submitted', stateLabel: '待派单', tone: 'warn', photoCount: 0, createdAt: '2025-11-23T02:00:00Z', updatedAt: '2025-11-23T02:00:00Z', workerName: '', reporter: '张*国', ageMinutes: 5, version: 3,
}
const order = { ...row, photos: [], timeline: [], actions: ['assign', 'cancel'], contactName: '张建国', contactPhone: '13812341234', permissionToEnter: false }
const answers: Record<string, Answer> = {
  'GET /repairs': (req) => ({ status: 200, body: { items: req.path.includes('state=submitted') ? [row] : [], nextCursor: '' } }),
  'GET /repairs/100': order,
  'GET /repair-categories': { items: [], causes: [{ code: 'worn', name: '老化磨损' }] },
  'GET /workers': { items: [{ id: 'w1', name: '王建国', phone: '', openOrders: 4 }, { id: 'w2', name: '李志强', phone: '', openOrders: 0 }] },
  'POST /repairs/100/assign': order,
}
const open = (more: Record<string, Answer> = {}, at = '/repairs', permissions = ['repair.read', 'repair.dispatch']) =>
  mountPage(RepairPage, { name: 'repair', path: '/repairs/:id?', at, permissions, answers: { ...answers, ...more } })

describe('RepairPage', () => {
  it('shows each order in the column of its state', async () => {
    const page = await open()
    expect(page.find('column-submitted')?.textContent).toContain('1栋1单元101')
    expect(page.find('column-assigned')?.textContent).toContain('没有工单')
  })

  it('assigns to the chosen worker, with the version on the screen and one key', async () => {
    const page = await open()
    await page.click('repair-row-100')
    expect(page.router.currentRoute.value.params.id).toBe('100')
    await page.click('repair-assign')
    const names = [...document.querySelectorAll('[data-testid^="assign-worker-"]')].map((el) => el.textContent)
    expect(names[0]).toContain('李志强')
    page.find('assign-worker-w1')?.querySelector('input')?.click()
    await page.settle()
    await page.click('assign-confirm')
    const sent = page.server.calls('POST /repairs/100/assign')
    expect(sent.map((r) => r.json)).toEqual([{ workerId: 'w1', version: 3 }])
    expect(sent[0]?.headers['Idempotency-Key']).toMatch(/^[\w-]{16,64}$/)
  })

  it('says in the server’s words why an assignment was refused, and keeps the dialog', async () => {
    const page = await open({ 'POST /repairs/100/assign': () => ({ status: 409, body: { code: 'repair.changed', detail: '这张工单刚刚有变化，请看一下再派。' } }) }, '/repairs/100')
    await page.click('repair-assign')
    page.find('assign-worker-w2')?.querySelector('input')?.click()
    await page.settle()
    await page.click('assign-confirm')
    expect(page.find('assign-dialog')?.textContent).toContain('刚刚有变化')
  })

  it('shows no button the server does not allow', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, actions: [] } }, '/repairs/100')
    expect(page.find('repair-drawer')?.textContent).toContain('客厅灯不亮')
    expect(page.find('repair-assign')).toBeNull()
    expect(page.find('repair-create')).toBeNull()
  })

  it('will not finish without words, cause and photo', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, state: 'arrived', actions: ['finish'] } }, '/repairs/100')
    await page.click('repair-finish')
    await page.wrapper.vm.$nextTick()
    await import('../components/FinishDialog.vue')
    await page.settle()
    await page.click('finish-confirm')
    expect(page.seen()).toContain('请至少上传 1 张完工照片')
    expect(page.server.calls('POST')).toEqual([])
  })

  it('calls a failed column failed, never empty', async () => {
    const page = await open({ 'GET /repairs': () => ({ status: 500, body: { detail: '坏了' } }) })
    expect(page.find('column-submitted')?.textContent).toContain('没有加载成功')
    expect(page.find('column-submitted')?.textContent).not.toContain('没有工单')
  })
})
