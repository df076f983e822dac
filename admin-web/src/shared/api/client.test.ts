import { describe, expect, it } from 'vitest'
import { ApiError, createHttp, withQuery } from './client'

const failing = (status: number, body: unknown) => createHttp(async () => ({ status, body })).get('/x')

describe('client', () => {
  it('turns a problem into an error with code, sentence and fields', async () => {
    const body = { code: 'repair.wrong_step', detail: '这张工单已经派出。', requestId: 'r1', fields: [{ field: 'body.note', message: '太长' }] }
    const error = await failing(409, body).catch((e: unknown) => e as ApiError)
    expect(error).toMatchObject({ status: 409, code: 'repair.wrong_step', message: '这张工单已经派出。', fields: { note: '太长' }, requestId: 'r1', undecided: false })
  })
  it('says in words that the network is away, and calls the outcome unknown', async () => {
    const http = createHttp(async () => { throw new TypeError('Failed to fetch') })
    const error = await http.post('/x').catch((e: unknown) => e as ApiError)
    expect(error).toMatchObject({ status: 0, undecided: true })
    expect((error as ApiError).message).toContain('网络')
  })
  it('never shows a bare body of a broken gateway', async () => {
    const error = await failing(502, '<html>').catch((e: unknown) => e as ApiError)
    expect(error).toMatchObject({ code: 'http.502', undecided: true })
  })
  it('reports a lost session, but not a wrong password', async () => {
    let lost = 0
    const http = createHttp(async () => ({ status: 401, body: {} }), () => lost++)
    await http.get('/workbench').catch(() => undefined)
    await http.post('/auth/login', {}).catch(() => undefined)
    expect(lost).toBe(1)
  })
  it('sends the key only where there is one', async () => {
    const seen: Record<string, string>[] = []
    const http = createHttp(async (req) => (seen.push(req.headers), { status: 200, body: {} }))
    await http.post('/a', {}, 'key-1')
    await http.post('/b')
    expect(seen.map((h) => h['Idempotency-Key'])).toEqual(['key-1', undefined])
  })
  it('leaves empty filters out of the address', () => {
    expect(withQuery('/houses', { q: '', kind: undefined, cursor: 'a b' })).toBe('/houses?cursor=a+b')
  })
})
