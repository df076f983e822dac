import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import type { RouteLocationNormalized } from 'vue-router'
import { createHttp, type Send } from '@/shared/api/client'
import { useSession } from '@/shared/session'
import { createGuard } from './guard'

const me = { id: '1', name: '林', username: 'lin', companyName: '', roles: [], permissions: [], communities: [] }
const to = (fullPath: string, open = false) => ({ fullPath, meta: { open } }) as unknown as RouteLocationNormalized
function guard(send: Send) {
  setActivePinia(createPinia())
  const session = useSession()
  return { session, go: createGuard(createHttp(send), session) }
}

it('sends a stranger to the login and remembers where he wanted to go', async () => {
  const { go } = guard(async () => ({ status: 401, body: {} }))
  expect(await go(to('/repairs/5'))).toEqual({ name: 'login', query: { next: '/repairs/5' } })
})

it('lets a signed-in person in and asks only once', async () => {
  let asked = 0
  const { go } = guard(async () => ({ status: 200, body: (asked++, me) }))
  expect(await go(to('/'))).toBe(true)
  expect(await go(to('/houses'))).toBe(true)
  expect(asked).toBe(1)
})

it('does not call it a logout when the server is away', async () => {
  const { go } = guard(async () => ({ status: 503, body: {} }))
  expect(await go(to('/'))).toEqual({ name: 'unreachable', query: { next: '/' } })
})

it('asks nobody on open pages', async () => {
  const { go } = guard(async () => { throw new Error('must not ask') })
  expect(await go(to('/login', true))).toBe(true)
})
