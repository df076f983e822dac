import { expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import StockPage from './StockPage.vue'

const valve = { id: '1', kind: 'material', kindLabel: '材料', name: '铜角阀', unit: '个', priceFen: 2600, since: '2026-03-02', nextFen: 3000, nextFrom: '2026-04-01', onSale: true, level: 3, minimum: 5, low: true, version: 2 }
const visit = { ...valve, id: '2', kind: 'labour', kindLabel: '人工', name: '上门检修', unit: '次', priceFen: 3000, nextFrom: '', level: 0, minimum: 0, low: false }
const moves = { items: [{ id: 'm1', itemId: '1', itemName: '铜角阀', unit: '个', kind: 'use', kindLabel: '领用', quantity: -2, levelAfter: 3, orderId: '9', reason: '', actorName: '赵师傅', at: '2026-03-02T02:00:00Z' }], nextCursor: '' }
const at = '/communities/7'
const answers: Record<string, Answer> = {
  [`GET ${at}/stock-items`]: { items: [visit, valve] }, [`GET ${at}/stock-movements`]: moves, [`POST ${at}/stock-items`]: valve, 'PATCH /stock-items/1': valve,
  'POST /stock-items/1/price': valve, 'POST /stock-items/1/receive': { ...valve, level: 13 }, [`POST ${at}/stocktakes`]: { changed: 1 },
}
const open = (more: Record<string, Answer> = {}, where = '/stock', permissions = ['stock.read', 'stock.manage']) =>
  mountPage(StockPage, { name: 'stock', path: '/stock/:id?', at: where, permissions, answers: { ...answers, ...more } })
// Layers come with their own code, once: on a busy machine that takes longer than a test may.
await Promise.all([import('../components/ItemDrawer.vue'), import('../components/StocktakePanel.vue')])

it('shows price, planned price, level and what runs low', async () => {
  const page = await open()
  expect(page.find('stock-row-1')?.textContent).toMatch(/¥26\.00 \/ 个.*04-01 起 ¥30\.00.*3 个.*需要补货/s)
  expect(page.find('stock-row-2')?.textContent).toContain('—')
  await page.type('stock-only', 'low')
  expect(page.find('stock-row-2')).toBeNull()
})

it('puts an item on the list with whole fen', async () => {
  const page = await open({}, '/stock/new')
  await page.click('item-list')
  expect(page.find('item-drawer')?.textContent).toContain('请填写名称')
  for (const [field, text] of [['item-name', '软管'], ['item-price', '19.99'], ['item-level', '40'], ['item-minimum', '10']] as const) await page.type(field, text)
  await page.click('item-list')
  expect(page.server.calls(`POST ${at}/stock-items`).map((r) => r.json)).toEqual([{ kind: 'material', name: '软管', unit: '个', priceFen: 1999, onSale: true, level: 40, minimum: 10 }])
  expect(page.router.currentRoute.value.params.id).toBe('')
})

it('receives, sets a price from a day on, and edits with the version on the screen', async () => {
  const page = await open({}, '/stock/1')
  await page.click('receive-save')
  expect(page.seen()).toContain('请填 1 或更大的整数')
  await page.type('receive-quantity', '10')
  await page.click('receive-save')
  await page.type('price-new', '28.5')
  await page.type('price-from', '2026-05-01')
  await page.click('price-save')
  await page.click('item-on-sale')
  await page.click('item-save')
  expect(page.server.sent.filter((r) => r.method !== 'GET').map((r) => r.json)).toEqual([
    { quantity: 10, note: '' }, { priceFen: 2850, from: '2026-05-01' }, { name: '铜角阀', unit: '个', onSale: false, minimum: 5, version: 2 },
  ])
})

it('counts along the shelf and sends what was written, with the level on the screen', async () => {
  const page = await open({}, '/stock?view=count')
  await page.type('count-1', 'x')
  expect((page.find('stocktake-save') as HTMLButtonElement).disabled).toBe(true)
  await page.type('count-1', '4')
  expect(page.find('stocktake')?.textContent).toContain('+1')
  await page.click('stocktake-save')
  expect(page.seen()).toContain('请写一句说明')
  await page.type('stocktake-reason', '月底盘点')
  await page.click('stocktake-save')
  expect(page.server.calls(`POST ${at}/stocktakes`).map((r) => r.json)).toEqual([{ reason: '月底盘点', lines: [{ itemId: '1', seen: 3, counted: 4 }] }])
})

it('keeps what was counted when a level moved meanwhile', async () => {
  const page = await open({ [`POST ${at}/stocktakes`]: () => ({ status: 409, body: { code: 'stock.changed', detail: '铜角阀的库存已变为 2 个，请重新清点这一项' } }) }, '/stock?view=count')
  await page.type('count-1', '4')
  await page.type('stocktake-reason', '月底盘点')
  await page.click('stocktake-save')
  expect(page.seen()).toContain('请重新清点')
  expect((page.find('count-1') as HTMLInputElement).value).toBe('4')
})

it('lists movements with who and why', async () => {
  const page = await open({}, '/stock?view=moves')
  expect(page.find('movement-m1')?.textContent).toMatch(/铜角阀.*领用.*-2.*看工单.*赵师傅/s)
  await page.type('stock-kind', 'in')
  expect(page.server.calls(`GET ${at}/stock-movements`).at(-1)?.path).toContain('kind=in')
})

it('lets a reader look and change nothing', async () => {
  const page = await open({}, '/stock/1', ['stock.read'])
  expect([page.find('stock-create'), page.find('stock-view-count'), page.find('receive-save'), page.find('price-save'), page.find('item-save')]).toEqual([null, null, null, null, null])
})

it('tells failed, empty and loaded apart', async () => {
  const failed = await open({ [`GET ${at}/stock-items`]: () => ({ status: 500, body: { detail: '坏了' } }) })
  expect(failed.find('load-error')?.textContent).toContain('坏了')
  const empty = await open({ [`GET ${at}/stock-items`]: { items: [] } })
  expect(empty.find('empty')?.textContent).toContain('还没有价目')
})
