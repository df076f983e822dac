import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import HousePage from './HousePage.vue'

const line = { id: '5', label: '1栋1单元101', building: '1栋', unit: '1', room: '101', kind: 'flat', areaM2: '89.12', ownerName: '张*国', ownerPhone: '138****1234', boundCount: 1 }
const person = (name: string, phone: string) => ({ role: 'owner', roleLabel: '业主', name, phones: [phone] })
const answers: Record<string, Answer> = {
  'GET /houses': { items: [line], nextCursor: '' },
  'GET /communities/7/buildings': { items: [{ id: 'b1', name: '1栋', houseCount: 12, shopCount: 0, unitCount: 1 }], others: [] },
  'GET /buildings/b1/grid': {
    building: { id: 'b1', name: '1栋' },
    units: [{ name: '1', floors: [{ floor: 1, houses: [{ id: '5', room: '101', label: '1栋1单元101', kind: 'flat', area: '89.12', occupancy: 'tenant', occupancyLabel: '出租', bound: 2 }] }, { floor: 2, houses: [] }] }],
  },
  'GET /houses/5': {
    house: { ...line, floor: 1, innerAreaM2: '', layout: '', ownership: '', delivered: '', parking: '', note: '', communityId: '7', communityName: '', buildingId: 'b1', occupancy: 'owner', occupancyLabel: '自住', version: 1 },
    people: [person('张*国', '138****1234')], bindings: [{ id: 'x', personName: '张*国', phone: '138****1234', role: 'owner', state: 'active', stateLabel: '已认证', submittedAt: '2025-11-23T02:00:00Z' }], events: [],
  },
  'POST /houses/5/reveal': { people: [person('张建国', '13812341234')] },
  'GET /houses/5/move-out': { items: [{ code: 'repair', label: '未完成的报修', state: 'warn', detail: '1 张' }] },
  'POST /houses/5/move-out': { state: 'done', effectiveDate: '2025-11-23', ended: 2 },
}
const all = ['house.read', 'house.reveal', 'house.import', 'house.export', 'binding.manage', 'binding.read']
const open = (at = '/houses', more: Record<string, Answer> = {}, permissions = all) =>
  mountPage(HousePage, { name: 'house', path: '/houses/:id?', at, permissions, answers: { ...answers, ...more } })

describe('HousePage', () => {
  it('opens a house from the list, with people masked', async () => {
    const page = await open()
    await page.click('house-row-5')
    expect(page.find('house-people')?.textContent).toContain('138****1234')
  })

  it('shows full data only for a stated purpose', async () => {
    const page = await open('/houses/5')
    await page.click('house-reveal')
    await page.click('reason-confirm')
    expect(page.server.calls('POST')).toEqual([])
    await page.click('reason-contact')
    await page.click('reason-confirm')
    expect(page.server.calls('POST /houses/5/reveal')[0]?.json).toEqual({ purpose: '联系业主处理报修或通知' })
    expect(page.find('house-people')?.textContent).toContain('13812341234')
  })

  it('moves out only after every warning is confirmed', async () => {
    const page = await open('/houses/5')
    await page.click('house-move-out')
    await page.type('move-out-reason', '房屋已出售')
    await page.click('move-out-confirm')
    expect(page.seen()).toContain('逐项确认')
    expect(page.server.calls('POST')).toEqual([])
    await page.click('ack-repair')
    await page.click('move-out-confirm')
    expect(page.server.calls('POST /houses/5/move-out')[0]?.json).toMatchObject({ reason: '房屋已出售', acknowledged: ['repair'] })
  })

  it('can call off a move-out that waits for its day', async () => {
    const page = await open('/houses/5', { 'GET /houses/5/move-out': { items: [], effectiveDate: '2025-12-01' }, 'POST /houses/5/move-out/cancel': { state: 'cancelled', effectiveDate: '', ended: 0 } })
    await page.click('house-move-out')
    expect(page.find('move-out-dialog')?.textContent).toContain('2025-12-01 生效')
    await page.click('move-out-cancel')
    expect(page.server.calls('POST /houses/5/move-out/cancel')).toHaveLength(1)
  })

  it('draws a building with occupancy in words, not colour alone', async () => {
    const page = await open('/houses?view=grid')
    expect(page.find('house-cell-5')?.textContent).toContain('出租，2 人已认证')
  })

  it('hides what would be refused', async () => {
    const page = await open('/houses/5', {}, ['house.read'])
    for (const id of ['house-import', 'house-export', 'house-reveal', 'house-move-out']) expect(page.find(id)).toBeNull()
  })

  it('remembers the filter and sends it', async () => {
    const page = await open()
    await page.type('house-kind', 'shop')
    expect(page.server.sent.at(-1)?.path).toContain('kind=shop')
    expect(page.router.currentRoute.value.query.kind).toBe('shop')
    await page.click('filter-clear')
    expect(page.server.sent.at(-1)?.path).not.toContain('kind=')
  })
})
