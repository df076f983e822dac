import { expect, it } from 'vitest'
import { groups, insertAt, waits, type Template } from './model'

const one = (template: string, kindLabel: string) => ({ template, kindLabel }) as Template

it('groups templates by kind and keeps their order', () => {
  expect(groups([one('a', '报修'), one('b', '报修'), one('c', '认证')]).map((g) => [g.label, g.items.map((t) => t.template)])).toEqual([['报修', ['a', 'b']], ['认证', ['c']]])
})

it('inserts a placeholder at the cursor or over the selection', () => {
  expect(insertAt('您的已派单', 2, 2, 'number')).toEqual({ text: '您的{number}已派单', cursor: 10 })
  expect(insertAt('您的XX已派单', 2, 4, 'number').text).toBe('您的{number}已派单')
})

it('says when a message waits for the morning', () => {
  const now = new Date('2026-03-02T14:00:00Z')
  expect(waits({ state: 'pending', dueAt: '2026-03-03T00:00:00Z' }, now)).toBe('明天 08:00 发送')
  expect(waits({ state: 'pending', dueAt: '2026-03-02T13:00:00Z' }, now)).toBe('')
  expect(waits({ state: 'delivered', dueAt: '2026-03-03T00:00:00Z' }, now)).toBe('')
})
