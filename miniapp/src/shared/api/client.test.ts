import { describe, expect, it } from 'vitest'
import type { Report } from './schema'
import { ApiError, createHttp, type Send, type WireRequest } from './client'

function setup(answer: (request: WireRequest) => { status: number; data?: unknown }) {
  const sent: WireRequest[] = []
  const state = { access: 'old', refresh: 'r1', cleared: 0, signedOut: 0 }
  const send: Send = async (request) => {
    sent.push(request)
    await Promise.resolve()
    const { status, data } = answer(request)
    return { status, data }
  }
  const http = createHttp(
    send,
    {
      access: () => state.access,
      refresh: () => state.refresh,
      save: (session) => (state.access = (session as { accessToken: string }).accessToken),
      clear: () => {
        state.access = ''
        state.cleared++
      },
    },
    () => state.signedOut++,
  )
  return { http, sent, state }
}

const fault: Report = { communityId: '3', place: 'public', category: 'light', description: '灯坏了' }
const isRefresh = (request: WireRequest) => request.path.endsWith('auth/refresh')
const bearer = (request: WireRequest) => request.headers.Authorization

describe('http', () => {
  it('renews once for many requests that meet a 401 together', async () => {
    const { http, sent } = setup((request) => {
      if (isRefresh(request)) return { status: 200, data: { accessToken: 'new' } }
      return bearer(request) === 'Bearer new' ? { status: 200, data: request.path } : { status: 401 }
    })
    const answers = await Promise.all([http.get('home', {}), http.get('inbox', {}), http.get('repairs', {})])
    expect(answers).toEqual(['/app/v1/home', '/app/v1/inbox', '/app/v1/repairs'])
    expect(sent.filter(isRefresh)).toHaveLength(1)
  })

  it('signs out when the renewal is refused, and does not repeat the request', async () => {
    const { http, sent, state } = setup(() => ({ status: 401 }))
    await expect(http.get('home', {})).rejects.toMatchObject({ code: 'auth.signed_out' })
    expect(state).toMatchObject({ cleared: 1, signedOut: 1 })
    expect(sent).toHaveLength(2)
  })

  it('keeps the session when the renewal fails for another reason', async () => {
    const { http, state } = setup((request) => ({ status: isRefresh(request) ? 503 : 401 }))
    await expect(http.get('home', {})).rejects.toMatchObject({ status: 503 })
    expect(state.signedOut).toBe(0)
  })

  it('asks nobody when there is no session', async () => {
    const { http, sent, state } = setup(() => ({ status: 200 }))
    state.access = ''
    await expect(http.get('home', {})).rejects.toBeInstanceOf(ApiError)
    expect(sent).toHaveLength(0)
  })

  it('repeats with the same idempotency key after a renewal', async () => {
    const { http, sent } = setup((request) => {
      if (isRefresh(request)) return { status: 200, data: { accessToken: 'new' } }
      return bearer(request) === 'Bearer new' ? { status: 201, data: {} } : { status: 401 }
    })
    await http.post('repairs', { body: fault, key: 'key-1' })
    expect(sent.filter((r) => !isRefresh(r)).map((r) => r.headers['Idempotency-Key'])).toEqual(['key-1', 'key-1'])
  })

  it('turns a problem into an ApiError with its sentence and fields', async () => {
    const fields = [{ field: 'description', message: '请写下问题' }]
    const { http } = setup(() => ({ status: 422, data: { code: 'invalid', detail: '有一项没有填好。', fields } }))
    await expect(http.post('repairs', { body: fault, key: 'k' })).rejects.toMatchObject({ status: 422, code: 'invalid', fields })
  })

  it('has a sentence for an answer without one', async () => {
    const { http } = setup(() => ({ status: 502, data: '<html>' }))
    await expect(http.get('home', {})).rejects.toMatchObject({ detail: '服务暂时没有响应，请稍后再试。' })
  })

  it('puts ids into the path', async () => {
    const { http, sent } = setup(() => ({ status: 200, data: {} }))
    await http.post('repairs/{id}/cancel', { path: { id: '7/8' }, body: { reason: '好了' }, key: 'k' })
    expect(sent[0]?.path).toBe('/app/v1/repairs/7%2F8/cancel')
  })

  it('leaves empty parameters out and escapes the others', async () => {
    const { http, sent } = setup(() => ({ status: 200, data: {} }))
    await http.get('repairs', { query: { cursor: '翠湖 & 花园', state: undefined } })
    expect(sent[0]?.path).toBe(`/app/v1/repairs?cursor=${encodeURIComponent('翠湖 & 花园')}`)
  })
})
