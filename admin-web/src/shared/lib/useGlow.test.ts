import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useGlow } from './useGlow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

interface Row { id: string; at: string }

function setup() {
  const rows = ref<Row[] | undefined>([{ id: 'a', at: '1' }, { id: 'b', at: '1' }])
  const scope = ref('open')
  const glow = effectScope().run(() => useGlow(() => rows.value, (r) => r.id, (r) => r.at, () => scope.value))
  const lit = () => (rows.value ?? []).filter((r) => glow?.glows(r)).map((r) => r.id)
  return { rows, scope, lit }
}

it('lights new and changed rows for two seconds', async () => {
  const t = setup()
  expect(t.lit()).toEqual([])
  t.rows.value = [{ id: 'c', at: '1' }, { id: 'a', at: '2' }, { id: 'b', at: '1' }]
  await nextTick()
  expect(t.lit()).toEqual(['c', 'a'])
  vi.advanceTimersByTime(2000)
  expect(t.lit()).toEqual([])
})

it('stays dark when the filter changes or rows only leave and return', async () => {
  const t = setup()
  t.scope.value = 'done'
  t.rows.value = [{ id: 'x', at: '1' }]
  await nextTick()
  expect(t.lit()).toEqual([])
  t.rows.value = []
  await nextTick()
  t.rows.value = [{ id: 'x', at: '1' }]
  await nextTick()
  expect(t.lit()).toEqual([])
})

it('lights the first row that arrives in an empty list, but not the first answer', async () => {
  const t = setup()
  t.scope.value = 'new'
  t.rows.value = undefined
  await nextTick()
  t.rows.value = []
  await nextTick()
  t.rows.value = [{ id: 'n', at: '1' }]
  await nextTick()
  expect(t.lit()).toEqual(['n'])
})
