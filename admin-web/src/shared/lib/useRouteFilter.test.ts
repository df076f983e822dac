import { mount, flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useRouteFilter } from './useRouteFilter'

beforeEach(() => sessionStorage.clear())

async function open(at: string) {
  let filter!: { q: string; kind: string }
  const page = defineComponent({ setup() { filter = useRouteFilter('t', { q: '', kind: '' }); return () => null } })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/list/:id?', name: 'list', component: page }, { path: '/other', name: 'other', component: { render: () => null } }],
  })
  await router.push(at)
  mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
  await flushPromises()
  return { router, filter, query: () => router.currentRoute.value.query }
}

describe('useRouteFilter', () => {
  it('reads the address and writes it, leaving out what is not chosen', async () => {
    const t = await open('/list?q=a')
    expect(t.filter.q).toBe('a')
    t.filter.kind = 'shop'
    t.filter.q = ''
    await flushPromises()
    expect(t.query()).toEqual({ kind: 'shop' })
  })
  it('remembers the last choice when the address says nothing', async () => {
    const first = await open('/list')
    first.filter.kind = 'shop'
    await flushPromises()
    expect((await open('/list')).filter.kind).toBe('shop')
    expect((await open('/list?q=b')).filter.kind).toBe('')
  })
  it('follows links to the open page, but not those to another one', async () => {
    const t = await open('/list?q=a')
    await t.router.push('/list?kind=shop')
    expect(t.filter).toEqual({ q: '', kind: 'shop' })
    await t.router.push('/other?kind=flat')
    expect(t.filter.kind).toBe('shop')
  })
  it('loses no letter of somebody who types fast', async () => {
    const t = await open('/list')
    for (const text of ['1', '1-', '1-1', '1-10']) {
      t.filter.q = text
      await Promise.resolve()
    }
    await flushPromises()
    expect([t.filter.q, t.query().q]).toEqual(['1-10', '1-10'])
  })
})
