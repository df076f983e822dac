import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, ref } from 'vue'
import { expect, it } from 'vitest'
import { ApiError } from '@/shared/api/client'
import { usePagedList, type Page } from './usePagedList'

type Row = { id: string }
interface Call { q: unknown; cursor: string; answer: (p: Page<Row>) => void; fail: (e: ApiError) => void }

function setup() {
  const q = ref('a')
  const calls: Call[] = []
  let list!: ReturnType<typeof usePagedList<Row>>
  mount(defineComponent({
    setup() {
      list = usePagedList<Row>({
        key: 'k', name: 'n', filter: () => ({ q: q.value }),
        load: (filter, cursor) => new Promise((answer, fail) => calls.push({ q: filter.q, cursor, answer, fail })),
      })
      return () => null
    },
  }), { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }) }]] } })
  return { q, calls, list, ids: () => list.items.value.map((r) => r.id) }
}

it('drops the answer to an older filter that arrives late', async () => {
  const t = setup()
  t.q.value = 'b'
  await flushPromises()
  t.calls[1]?.answer({ items: [{ id: 'of-b' }] })
  await flushPromises()
  t.calls[0]?.answer({ items: [{ id: 'of-a' }] })
  await flushPromises()
  expect(t.ids()).toEqual(['of-b'])
})

it('tells loading, empty, error and data apart', async () => {
  const t = setup()
  expect(t.list.state.value).toBe('loading')
  t.calls[0]?.fail(new ApiError(500, 'x', '坏了'))
  await flushPromises()
  expect([t.list.state.value, t.list.error.value]).toEqual(['error', '坏了'])
  void t.list.reload()
  await flushPromises()
  t.calls[1]?.answer({ items: null })
  await flushPromises()
  expect(t.list.state.value).toBe('empty')
})

it('goes on by cursor and ends where there is none', async () => {
  const t = setup()
  t.calls[0]?.answer({ items: [{ id: '1' }], nextCursor: 'c1' })
  await flushPromises()
  expect(t.list.hasMore.value).toBe(true)
  void t.list.more()
  await flushPromises()
  expect(t.calls[1]?.cursor).toBe('c1')
  t.calls[1]?.answer({ items: [{ id: '2' }], nextCursor: '' })
  await flushPromises()
  expect([t.ids(), t.list.hasMore.value]).toEqual([['1', '2'], false])
})

it('shows an error, not the old rows, when another filter fails', async () => {
  const t = setup()
  t.calls[0]?.answer({ items: [{ id: '1' }] })
  await flushPromises()
  t.q.value = 'b'
  await flushPromises()
  expect(t.list.switching.value).toBe(true)
  t.calls[1]?.fail(new ApiError(500, 'x', '坏了'))
  await flushPromises()
  expect(t.list.state.value).toBe('error')
})
