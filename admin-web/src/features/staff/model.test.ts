import { describe, expect, it } from 'vitest'
import { grouped, roleOptions, setupLink, staffProblems, toggled } from './model'

const fine = { username: 'lin.wei', name: '林伟', phone: '', roleIds: ['1'], communityIds: ['1'] }

describe('staff', () => {
  it('wants a usable account, a role and a community', () => {
    expect(staffProblems(fine, true)).toEqual({})
    expect(Object.keys(staffProblems({ username: '张三', name: ' ', phone: '1', roleIds: [], communityIds: [] }, true))).toHaveLength(5)
  })
  it('does not judge the username of somebody who has one', () => {
    expect(staffProblems({ ...fine, username: '' }, false)).toEqual({})
  })
  it('makes a link that survives odd tokens', () => {
    expect(setupLink('a+b/c', 'https://x.example', '/admin/')).toBe('https://x.example/admin/setup?token=a%2Bb%2Fc')
  })
  it('groups permissions by area', () => {
    const groups = grouped([{ code: 'house.read', label: '看', group: '' }, { code: 'repair.work', label: '修', group: '' }, { code: 'house.import', label: '导', group: '' }])
    expect(groups.map((g) => [g.name, g.permissions.length])).toEqual([['房屋', 2], ['报修', 1]])
  })
  it('locks roles that reach further than oneself', () => {
    const roles = [{ id: '1', name: '维修工', permissions: ['repair.work'], staffCount: 0 }, { id: '2', name: '经理', permissions: ['repair.work', 'house.reveal'], staffCount: 0 }]
    expect(roleOptions(roles, (p) => p === 'repair.work').map((r) => r.locked)).toEqual([false, true])
  })
  it('toggles', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
  })
})
