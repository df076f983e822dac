import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import StaffPage from './StaffPage.vue'

const wang = {
  id: '2', username: 'wang', name: '王建国', phone: '139****0001', state: 'active', stateLabel: '在用', disabled: false, roles: [{ id: 'r1', name: '维修师傅' }],
  communities: [{ id: '7', name: '翠湖花园' }], createdAt: '2025-11-23T02:00:00Z',
}
const answers: Record<string, Answer> = {
  'GET /staff': { items: [wang], nextCursor: '' },
  'GET /roles': { items: [{ id: 'r1', name: '维修师傅', permissions: [], staffCount: 1 }, { id: 'r2', name: '客服', permissions: [], staffCount: 0 }] },
  'POST /staff': () => ({ status: 201, body: { ...wang, name: '赵敏', setupToken: 'tok' } }),
  'PATCH /staff/2': wang,
  'POST /staff/2/disable': wang,
}
const open = (at = '/staff', more: Record<string, Answer> = {}, permissions = ['staff.read', 'staff.manage']) =>
  mountPage(StaffPage, { name: 'staff', path: '/staff/:id?', at, permissions, answers: { ...answers, ...more } })

describe('StaffPage', () => {
  it('adds a colleague and hands out the link once', async () => {
    const page = await open('/staff/new')
    await page.type('staff-username', 'zhao.min')
    await page.type('staff-name', '赵敏')
    await page.click('staff-role-r2')
    await page.click('staff-save')
    expect(page.server.calls('POST /staff')[0]?.json).toMatchObject({ username: 'zhao.min', roleIds: ['r2'], communityIds: ['7'] })
    expect((page.find('setup-link') as HTMLInputElement).value).toContain('setup?token=tok')
  })

  it('puts the server’s complaint beside its field', async () => {
    const page = await open('/staff/new', { 'POST /staff': () => ({ status: 422, body: { detail: '请检查填写的内容。', fields: [{ field: 'username', message: '这个账号已经有人用了' }] } }) })
    await page.type('staff-username', 'wang')
    await page.type('staff-name', '赵敏')
    await page.click('staff-role-r2')
    await page.click('staff-save')
    expect(page.find('staff-drawer')?.textContent).toContain('这个账号已经有人用了')
  })

  it('does not write a masked phone back', async () => {
    const page = await open('/staff/2')
    await page.click('staff-role-r2')
    await page.click('staff-save')
    const sent = page.server.calls('PATCH /staff/2')[0]?.json
    expect(sent).toEqual({ name: '王建国', roleIds: ['r1', 'r2'], communityIds: ['7'] })
  })

  it('asks before it locks somebody out', async () => {
    const page = await open('/staff/2')
    await page.click('staff-disable')
    expect(page.server.calls('POST')).toEqual([])
    await page.click('staff-disable-dialog-confirm')
    expect(page.server.calls('POST /staff/2/disable')).toHaveLength(1)
  })

  it('lets readers only read', async () => {
    const page = await open('/staff', {}, ['staff.read'])
    expect(page.seen()).toContain('王建国')
    expect(page.find('staff-create')).toBeNull()
  })
})
