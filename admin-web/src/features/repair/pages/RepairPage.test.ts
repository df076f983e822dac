import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import RepairPage from './RepairPage.vue'

const row = {
  id: '100', number: 'WX-1', category: 'light', categoryName: '照明灯具', faultName: '', emergency: false, place: 'indoor', placeLabel: '1栋1单元101', houseLabel: '1栋1单元101', description: '客厅灯不亮', channel: 'app',
  state: 'submitted', stateLabel: '待派单', tone: 'warn', light: 'yellow', dueAt: '2099-01-01T00:00:00Z', photoCount: 0, createdAt: '2025-11-23T02:00:00Z', updatedAt: '2025-11-23T02:00:00Z', workerId: '', workerName: '',
  reporter: '张*国', ageMinutes: 5, version: 3, urges: 1, returns: 0, reworks: 0, supervised: false, askOccupant: false,
}
const order = {
  ...row, communityId: '7', photos: [], timeline: [], actions: ['assign', 'cancel', 'merge', 'offer', 'reschedule'], contactName: '张建国', contactPhone: '13812341234', permissionToEnter: false, clocks: [
    { kind: 'response', label: '响应', dueAt: '2099-01-01T00:00:00Z', level: 1, state: 'running' }, { kind: 'resolve', label: '修好', dueAt: '2020-01-01T00:00:00Z', level: 3, state: 'missed' },
  ], quotes: [], materials: [], costBearer: 'owner', paidFen: 0, quoteFen: 0, needsBeforePhoto: false, accessNote: '', secondHouseLabel: '', joined: 0,
}
const other = { ...row, id: '101', number: 'WX-2', houseLabel: '2栋1单元201', version: 5, urges: 0 }
const prices = { items: [{ id: 'i1', kind: 'material', name: '铜角阀', unit: '个', priceFen: 2600, onSale: true, level: 9 }, { id: 'i2', kind: 'labour', name: '上门检修', unit: '次', priceFen: 3000, onSale: true, level: 0 }] }
const incident = { id: 'e1', title: '3栋停水', area: '3栋', state: 'open', stateLabel: '进行中', orders: 2, updates: [{ at: '2026-03-02T02:00:00Z', text: '正在抢修' }], createdAt: '2026-03-02T02:00:00Z', updatedAt: '2026-03-02T02:00:00Z', category: 'light', autoMerge: false, lastText: '正在抢修' }
const answers: Record<string, Answer> = {
  'GET /repairs': (req) => ({ status: 200, body: { items: /state=(todo|&|$)/.test(req.path) || !req.path.includes('state=') || req.path.includes('state=open') ? [row, other] : [], nextCursor: '' } }),
  'GET /repairs/100': order, 'GET /repair-categories': { items: [], causes: [{ code: 'worn', name: '老化磨损' }] }, 'GET /repair-filters': { items: [{ id: 'f1', name: '超时的', query: { state: 'open', light: 'red' } }] },
  'GET /workers': { items: [{ id: 'w1', name: '王建国', phone: '', openOrders: 4 }, { id: 'w2', name: '李志强', phone: '', openOrders: 0 }] }, 'POST /repairs/100/assign': order,
  'GET /communities/7/stock-items': prices, 'GET /repair-incidents': { items: [incident] }, 'GET /repair-pool': { items: [row] },
  'GET /repair-calendar': { workers: [{ id: 'w1', name: '王建国', phone: '', openOrders: 4 }], slotted: [], unslotted: [row] },
}
const open = (more: Record<string, Answer> = {}, at = '/repairs', permissions = ['repair.read', 'repair.dispatch', 'stock.read']) =>
  mountPage(RepairPage, { name: 'repair', path: '/repairs/:id?', at, permissions, answers: { ...answers, ...more } })
const sent = (page: Awaited<ReturnType<typeof open>>, what: string) => page.server.calls(what).map((r) => r.json)
// Layers come with their own code, once: on a busy machine that takes longer than a test may.
const layers = ['RepairTable', 'RepairDrawer', 'CalendarView', 'PoolView', 'IncidentView', 'IncidentDialog', 'ExportDialog', 'AssignDialog', 'FinishDialog', 'QuoteDialog', 'StepDialog']
await Promise.all(layers.map((n) => import(`../components/${n}.vue`)))

describe('board and drawer', () => {
  it('shows each order in the column of what is to be done, with what is left of its time', async () => {
    const page = await open()
    expect(page.find('column-todo')?.textContent).toMatch(/1栋1单元101.*待派单.*催 1 次/s)
    expect(page.find('column-todo')?.querySelector('[data-testid="sla"]')?.textContent).toMatch(/剩 \d+ 天/)
    expect(page.find('column-doing')?.textContent).toContain('没有工单')
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
    expect(sent(page, 'POST /repairs/100/assign')).toEqual([{ workerId: 'w1', version: 3 }])
    expect(page.server.calls('POST /repairs/100/assign')[0]?.headers['Idempotency-Key']).toMatch(/^[\w-]{16,64}$/)
  })

  it('says in the server’s words why an assignment was refused, and keeps the dialog', async () => {
    const page = await open({ 'POST /repairs/100/assign': () => ({ status: 409, body: { code: 'repair.changed', detail: '这张工单刚刚有变化，请看一下再派。' } }) }, '/repairs/100')
    await page.click('repair-assign')
    page.find('assign-worker-w2')?.querySelector('input')?.click()
    await page.settle()
    await page.click('assign-confirm')
    expect(page.find('assign-dialog')?.textContent).toContain('刚刚有变化')
  })

  it('shows no button the server does not allow, and every clock with its state', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, actions: [] } }, '/repairs/100')
    expect(page.find('repair-drawer')?.textContent).toContain('客厅灯不亮')
    expect([page.find('repair-assign'), page.find('repair-more'), page.find('repair-create')]).toEqual([null, null, null])
    expect(page.find('clock-response')?.textContent).toMatch(/剩 \d+ 天/)
    expect(page.find('clock-resolve')?.textContent).toContain('超时')
  })

  it('merges into an incident, from behind “more”', async () => {
    const page = await open({ 'POST /repairs/100/merge': order }, '/repairs/100')
    await page.click('repair-more')
    await page.click('repair-merge')
    await page.click('step-confirm')
    expect(page.find('step-dialog')?.textContent).toContain('请选择工单')
    await page.click('step-into-incident')
    await page.type('step-incidentId', 'e1')
    await page.click('step-confirm')
    expect(sent(page, 'POST /repairs/100/merge')).toEqual([{ incidentId: 'e1', note: '' }])
  })

  it('does a step without a question at once, and says why it was refused', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, actions: ['accept'] }, 'POST /repairs/100/accept': () => ({ status: 409, body: { code: 'repair.changed', detail: '工单现在是“已取消”' } }) }, '/repairs/100')
    await page.click('repair-accept')
    expect(page.find('repair-drawer')?.textContent).toContain('工单现在是“已取消”')
  })

  it('will not finish without words, cause and photo', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, state: 'arrived', actions: ['finish'] } }, '/repairs/100')
    await page.click('repair-finish')
    await page.click('finish-confirm')
    expect(page.seen()).toContain('请至少上传 1 张完工照片')
    expect(page.server.calls('POST')).toEqual([])
  })

  it('quotes from the price list, and names what a supervisor must look at', async () => {
    const page = await open({ 'GET /repairs/100': { ...order, state: 'working', actions: ['quote'] }, 'POST /repairs/100/quote': order }, '/repairs/100')
    await page.click('repair-quote')
    await page.type('quote-item-0', 'i1')
    await page.type('quote-quantity-0', '3')
    expect(page.find('quote-total')?.textContent).toBe('¥78.00')
    await page.click('quote-add')
    await page.type('quote-item-1', 'own')
    await page.type('quote-title-1', '打孔')
    await page.type('quote-price-1', '19.99')
    expect(page.find('quote-dialog')?.textContent).toContain('需要主管审核')
    await page.click('quote-confirm')
    expect(sent(page, 'POST /repairs/100/quote')).toEqual([{
      note: '', lines: [{ kind: 'material', quantity: 3, priceFen: 2600, itemId: 'i1' }, { kind: 'labour', quantity: 1, priceFen: 1999, title: '打孔', unit: '' }],
    }])
  })

  it('calls a failed column failed, never empty', async () => {
    const page = await open({ 'GET /repairs': () => ({ status: 500, body: { detail: '坏了' } }) })
    expect(page.find('column-todo')?.textContent).toContain('没有加载成功')
    expect(page.find('column-todo')?.textContent).not.toContain('没有工单')
  })
})

describe('table', () => {
  it('assigns many at once and keeps what was refused, with the reason', async () => {
    const page = await open({ 'POST /repair-assignments': { items: [{ id: '100', ok: true, message: '', code: '', state: '', version: 4 }, { id: '101', ok: false, message: '工单已取消', code: 'repair.changed', state: 'cancelled', version: 6 }] } }, '/repairs?view=table')
    await page.click('pick-100')
    await page.click('pick-101')
    expect(page.router.currentRoute.value.params.id).toBe('')
    await page.type('bulk-worker', 'w2')
    await page.click('bulk-assign')
    expect(sent(page, 'POST /repair-assignments')).toEqual([{ workerId: 'w2', orders: [{ id: '100', version: 3 }, { id: '101', version: 5 }] }])
    expect(page.find('bulk-bar')?.textContent).toContain('WX-2：工单已取消')
  })

  it('uses a saved filter and saves the present one', async () => {
    const page = await open({ 'POST /repair-filters': { items: [] } }, '/repairs?view=table')
    await page.click('filter-saved')
    await page.click('filter-f1')
    expect(page.router.currentRoute.value.query).toMatchObject({ view: 'table', state: 'open', light: 'red' })
    await page.click('filter-saved')
    await page.type('filter-name', '红灯')
    await page.click('filter-save')
    expect(sent(page, 'POST /repair-filters')).toEqual([{ name: '红灯', query: { state: 'open', light: 'red', sort: 'newest', communityId: '7' } }])
  })

  it('exports the list as it is narrowed, and shows how far it is', async () => {
    const running = { id: 'x1', state: 'running', done: 30, total: 120, createdAt: '2026-03-02T02:00:00Z', problem: '', inFull: false, bytes: 0 }
    const page = await open({ 'GET /repair-exports': { items: [running, { ...running, id: 'x0', state: 'failed', problem: '文件过大' }] }, 'POST /repair-exports': running }, '/repairs?view=table&light=red', ['repair.read', 'repair.export'])
    await page.click('repair-export')
    expect(page.find('export-x1')?.textContent).toContain('已写 30 / 120 张')
    expect(page.find('export-x1')?.querySelector('progress')?.value).toBe(25)
    expect(page.find('export-x0')?.textContent).toContain('文件过大')
    await page.click('export-start')
    expect(page.server.calls('POST /repair-exports')[0]?.path).toMatch(/light=red.*communityId=7/)
    page.wrapper.unmount()
  })
})

describe('calendar, pool and incidents', () => {
  it('puts an order down on a worker and slot by keyboard, as one step', async () => {
    const page = await open({}, '/repairs?view=calendar')
    page.find('chip-100')?.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }))
    await page.settle()
    expect(page.find('held')?.textContent).toContain('WX-1')
    await page.click('put-w1-10:00')
    expect(sent(page, 'POST /repairs/100/assign')).toEqual([{ workerId: 'w1', version: 3, slotStart: expect.stringContaining('T02:00'), slotEnd: expect.stringContaining('T04:00') }])
    expect(page.server.calls('POST /repairs/100/reschedule')).toEqual([])
  })

  it('puts it down by dragging, and says why it was refused', async () => {
    const page = await open({ 'POST /repairs/100/assign': () => ({ status: 422, body: { code: 'repair.input', detail: '这个时段已经过去了' } }) }, '/repairs?view=calendar')
    page.find('chip-100')?.dispatchEvent(new Event('dragstart', { bubbles: true }))
    page.find('slot-w1-08:00')?.dispatchEvent(new Event('drop', { bubbles: true }))
    await page.settle()
    expect(page.seen()).toContain('这个时段已经过去了')
  })

  it('grabs from the pool; who comes second reads who won', async () => {
    const page = await open({ 'POST /repairs/100/grab': () => ({ status: 409, body: { code: 'repair.grabbed', detail: '钱立师傅先抢到了' } }) }, '/repairs?view=pool', ['repair.read', 'repair.work'])
    await page.click('grab-100')
    expect(page.seen()).toContain('钱立师傅先抢到了')
    expect(page.server.calls('GET /repair-pool').length).toBe(2)
  })

  it('tells everybody of an incident once', async () => {
    const page = await open({ 'POST /repair-incidents/e1/updates': incident }, '/repairs?view=incident')
    expect(page.find('incident-e1')?.textContent).toMatch(/3栋停水.*并入 2 张工单.*正在抢修/s)
    await page.click('incident-tell-e1')
    await page.click('incident-confirm')
    expect(page.find('incident-dialog')?.textContent).toContain('请写一句，住户会看到')
    await page.type('incident-text', '水管已换好')
    await page.click('incident-confirm')
    expect(sent(page, 'POST /repair-incidents/e1/updates')).toEqual([{ text: '水管已换好' }])
  })

  it('ends an incident: what is chosen goes on by itself, the rest ends with it', async () => {
    const page = await open({ 'POST /repair-incidents/e1/close': incident, 'GET /repairs': { items: [row, other], nextCursor: '' } }, '/repairs?view=incident')
    await page.click('incident-close-e1')
    expect(page.server.calls('GET /repairs').at(-1)?.path).toMatch(/incidentId=e1.*state=merged/)
    expect(page.find('incident-orders')?.textContent).toMatch(/1栋1单元101.*2栋1单元201.*共 2 张工单/s)
    page.find('stays-101')?.querySelector('input')?.click()
    await page.type('incident-text', '已来水')
    await page.click('incident-confirm')
    expect(sent(page, 'POST /repair-incidents/e1/close')).toEqual([{ text: '已来水', reopenOrderIds: ['101'] }])
    expect(page.find('incident-dialog')).toBeNull()
  })

  it('does not take a list that failed for an incident without orders', async () => {
    const page = await open({ 'GET /repairs': () => ({ status: 500, body: { detail: '坏了' } }) }, '/repairs?view=incident')
    await page.click('incident-close-e1')
    expect(page.find('incident-orders')?.textContent).toContain('坏了')
  })

  it('tells failed, empty and loaded apart in each view', async () => {
    for (const [view, path] of [['pool', '/repair-pool'], ['incident', '/repair-incidents'], ['calendar', '/repair-calendar']] as const) {
      const permissions = ['repair.read', 'repair.work', 'repair.dispatch']
      const failed = await open({ [`GET ${path}`]: () => ({ status: 500, body: { detail: '坏了' } }) }, `/repairs?view=${view}`, permissions)
      expect([view, failed.find('load-error')?.textContent]).toEqual([view, expect.stringContaining('坏了')])
      const empty = await open({ [`GET ${path}`]: { items: [], workers: [], slotted: [], unslotted: [] } }, `/repairs?view=${view}`, permissions)
      expect([view, empty.find('empty') !== null]).toEqual([view, true])
    }
  })
})
