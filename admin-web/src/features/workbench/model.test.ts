import { expect, it } from 'vitest'
import { greeting, tilesFor } from './model'

const counts = { bindingsPending: 2, repairsOpen: 5, repairsUnassigned: 1, housesTotal: 722, residentsActive: 40, billsOverdue: 7, billsOverdueFen: 123456, billDecisions: 2, refundsWaiting: 1, differencesOpen: 3, callsWaiting: 6, messagesDead: 8 }

it('bothers nobody with work he may not hand out', () => {
  expect(tilesFor(counts, (p) => p === 'repair.read').map((t) => t.key)).toEqual(['open'])
})
it('shows only figures whose page may be opened', () => {
  expect(tilesFor(counts, (p) => p.startsWith('repair.')).map((t) => t.key)).toEqual(['unassigned', 'open'])
  expect(tilesFor(counts, () => true)).toHaveLength(11)
  expect(tilesFor(counts, (p) => p === 'notify.desk').map((t) => [t.key, t.value, t.waiting])).toEqual([['calls', 6, true], ['dead', 8, true]])
  expect(tilesFor(counts, (p) => p === 'billing.read').map((t) => [t.key, t.value, t.note])).toEqual([['overdue', 7, '共 ¥1,234.56']])
  expect(tilesFor(counts, (p) => p === 'payment.reconcile').map((t) => [t.key, t.waiting])).toEqual([['differences', true]])
})
it('greets by the hour', () => {
  expect([5, 9, 12, 15, 20].map(greeting)).toEqual(['夜深了', '早上好', '中午好', '下午好', '晚上好'])
})
