import { expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import NotifyPage from './NotifyPage.vue'

const call = {
  id: 'c1', kind: 'repair', title: '维修已完成', words: '您好，这里是物业服务中心。', urgent: false, person: '', house: '1栋1单元101', phone: '', state: 'waiting', stateLabel: '待拨打', attempts: 0, most: 3,
  staffName: '', mine: false, note: '', dueAt: '2026-03-02T02:00:00Z', createdAt: '2026-03-02T02:00:00Z',
}
const home = { houseId: 'h1', house: '1栋1单元101', note: '陈爷爷，耳背', staffName: '林晓', createdAt: '2026-03-02T02:00:00Z' }
const open = (at: string, more: Record<string, Answer> = {}) =>
  mountPage(NotifyPage, {
    name: 'notify', path: '/notify/:tab?', at, permissions: ['notify.desk'],
    answers: {
      'GET /notify/calls': { items: [call], nextCursor: '' }, 'GET /notify/houses': { items: [home], most: 500 }, 'POST /notify/houses': {}, 'DELETE /notify/houses/h1': {},
      'GET /houses': { items: [{ id: 'h2', label: '2栋1单元201', ownerName: '李*', ownerPhone: '' }], nextCursor: '' }, ...more,
    },
  })

it('shows the number of a household only to who claims its call', async () => {
  const page = await open('/notify', { 'POST /notify/calls/c1/claim': { ...call, state: 'claimed', stateLabel: '拨打中', mine: true, person: '陈*生', phone: '02233334444' } })
  expect(page.find('call-c1')?.textContent).toMatch(/1栋1单元101.*领取后看到登记的电话/s)
  await page.click('call-claim')
  expect(page.find('call-c1')?.textContent).toMatch(/1栋1单元101.*陈\*生.*02233334444/s)
})

it('keeps the list of households that are told by telephone', async () => {
  const page = await open('/notify/houses')
  expect(page.find('call-house-h1')?.textContent).toMatch(/1栋1单元101.*耳背.*林晓/s)
  expect((page.find('call-house-add') as HTMLButtonElement).disabled).toBe(true)
  await page.type('house-pick', '2-1-201')
  await expect.poll(() => page.find('house-hit-h2')).not.toBeNull() // it waits for the end of the typing
  await page.click('house-hit-h2')
  await page.type('call-house-note', '王奶奶')
  await page.click('call-house-add')
  expect(page.server.calls('POST /notify/houses')[0]?.json).toEqual({ houseId: 'h2', note: '王奶奶' })
  await page.click('call-house-remove')
  await page.click('call-house-leave-confirm')
  expect(page.server.calls('DELETE /notify/houses/h1')).toHaveLength(1)
})

it('tells an empty list from one that failed, and says why a house was refused', async () => {
  const empty = await open('/notify/houses', { 'GET /notify/houses': { items: [], most: 500 } })
  expect(empty.find('empty')?.textContent).toContain('家里没人用手机的老人')
  const failed = await open('/notify/houses', { 'GET /notify/houses': () => ({ status: 500, body: { detail: '坏了' } }) })
  expect(failed.find('load-error')?.textContent).toContain('坏了')
})
