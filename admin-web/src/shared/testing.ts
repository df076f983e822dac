import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { createHttp, type SendRequest, type SendResponse } from '@/shared/api/client'
import { provideHttp } from '@/shared/api/provide'
import { useSession } from '@/shared/session'
import { createToasts, provideToasts } from '@/shared/ui/toast'

export type Answer = object | ((req: SendRequest) => SendResponse)

/** A server made of "METHOD /path" → body. Unknown paths answer 404, as the real one does. */
export function fakeServer(answers: Record<string, Answer>) {
  const sent: (SendRequest & { json: unknown })[] = []
  const send = async (req: SendRequest): Promise<SendResponse> => {
    sent.push({ ...req, json: typeof req.body === 'string' ? JSON.parse(req.body) : undefined })
    const answer = answers[`${req.method} ${req.path.split('?')[0]}`]
    if (answer === undefined) return { status: 404, body: { code: 'test.unknown', detail: `没有 ${req.path}` } }
    return typeof answer === 'function' ? (answer as (r: SendRequest) => SendResponse)(req) : { status: 200, body: answer }
  }
  return { send, sent, calls: (start: string) => sent.filter((r) => `${r.method} ${r.path}`.startsWith(start)) }
}

/** Mounts a page as a signed-in person sees it, over a fake server. */
export async function mountPage(page: Component, options: { name: string; path: string; at: string; permissions: string[]; answers: Record<string, Answer> }) {
  const server = fakeServer(options.answers)
  const pinia = createPinia()
  setActivePinia(pinia)
  localStorage.clear()
  sessionStorage.clear()
  useSession().enter({
    id: '1', name: '林伟', username: 'lin', companyName: '示范物业', roles: ['经理'], permissions: options.permissions, platform: options.permissions.includes('platform'), communities: [{ id: '7', name: '翠湖花园' }],
  })
  const elsewhere = { template: '<i />' }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: elsewhere }, { path: options.path, name: options.name, component: page }, ...['house', 'import', 'binding', 'repair', 'payment', 'login'].filter((n) => n !== options.name).map((name) => ({ path: `/x-${name}/:id?`, name, component: elsewhere }))],
  })
  await router.push(options.at)
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  const wrapper = mount({ template: '<RouterView />' }, {
    attachTo: host,
    global: {
      plugins: [pinia, router, [VueQueryPlugin, { queryClient: queries }], { install: (app) => { provideHttp(app, createHttp(server.send)); provideToasts(app, createToasts()) } }],
    },
  })
  const settle = async () => {
    for (let i = 0; i < 4; i++) {
      await flushPromises()
      await nextTick()
    }
  }
  await settle()
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)
  const click = async (testid: string) => {
    const el = find(testid)
    if (!el) throw new Error(`nothing with test id ${testid}`)
    el.click()
    await settle()
  }
  const type = async (testid: string, text: string) => {
    const el = find(testid) as HTMLInputElement | null
    if (!el) throw new Error(`nothing with test id ${testid}`)
    el.value = text
    el.dispatchEvent(new Event(el.tagName === 'SELECT' ? 'change' : 'input'))
    await settle()
  }
  return { server, router, wrapper, queries, settle, find, click, type, seen: () => document.body.textContent ?? '' }
}
