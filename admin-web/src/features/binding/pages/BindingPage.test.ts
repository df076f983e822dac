import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import BindingPage from './BindingPage.vue'

const row = (id: string) => ({
  id, houseId: '5', communityId: '7', communityName: '翠湖花园', houseLabel: `${id}栋101`, personName: '张*国', phone: '138****1234', role: 'owner', rights: [], state: 'pending',
  stateLabel: '待审核', source: 'apply', reason: '', submittedAt: '2025-11-23T02:00:00Z', actions: ['approve', 'need-more', 'reject'], ageHours: 30, urgency: 'warn', ownerExists: false, mine: false,
})
const detail = (id: string) => ({
  ...row(id), applicant: { name: '张*国', phone: '138****1234' }, register: { changed: false, people: [{ name: '张*国', phone: '138****1234', role: 'owner', nameMatches: true, phoneMatches: true }] },
  evidence: [{ id: 'f1', url: '/files/f1', thumbUrl: '/files/f1t', width: 10, height: 10 }], note: '', history: [],
})
const answers: Record<string, Answer> = {
  'GET /bindings': { items: [row('1'), row('2')], nextCursor: '' },
  'GET /bindings/1': detail('1'),
  'GET /bindings/2': detail('2'),
  'POST /bindings/1/approve': {},
  'POST /bindings/1/reject': {},
}
const open = (more: Record<string, Answer> = {}, at = '/bindings/1') =>
  mountPage(BindingPage, { name: 'binding', path: '/bindings/:id?', at, permissions: ['binding.read', 'binding.review'], answers: { ...answers, ...more } })

describe('BindingPage', () => {
  it('shows evidence beside the register and how long it has waited', async () => {
    const page = await open()
    expect(page.find('photo-viewer')).not.toBeNull()
    expect(page.seen()).toContain('一致')
    expect(page.seen()).toContain('已等 30 小时')
  })

  it('approves and goes on to the next one', async () => {
    const page = await open()
    await page.click('binding-approve')
    expect(page.server.calls('POST /bindings/1/approve')).toHaveLength(1)
    expect(page.router.currentRoute.value.params.id).toBe('2')
  })

  it('rejects only with a reason, which the applicant will read', async () => {
    const page = await open()
    await page.click('binding-reject')
    await page.click('reason-confirm')
    expect(page.server.calls('POST')).toEqual([])
    await page.click('reason-wrong_house')
    await page.click('reason-confirm')
    expect(page.server.calls('POST /bindings/1/reject')[0]?.json).toMatchObject({ reasonCode: 'wrong_house', reason: expect.stringContaining('房号') })
  })

  it('stays on a request whose approval was refused and says why', async () => {
    const page = await open({ 'POST /bindings/1/approve': () => ({ status: 403, body: { code: 'binding.own', detail: '不能审核自己的申请，请换一位同事。' } }) })
    await page.click('binding-approve')
    expect(page.seen()).toContain('不能审核自己的申请')
    expect(page.router.currentRoute.value.params.id).toBe('1')
  })

  it('tells an empty queue from a broken one', async () => {
    expect((await open({ 'GET /bindings': { items: [], nextCursor: '' } }, '/bindings')).seen()).toContain('没有待审核的申请')
    expect((await open({ 'GET /bindings': () => ({ status: 500, body: {} }) }, '/bindings')).seen()).toContain('没有加载成功')
  })
})
