import type { Answer, Input, Operation, PathOf, Routes, Verb } from './operations'

/** What one exchange with the server looks like on the wire; the platform decides how it travels. */
export interface WireRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  headers: Record<string, string>
  body?: unknown
}

export interface WireResponse {
  status: number
  data: unknown
  /** The server's clock when it answered, in ms; unknown where the platform does not tell. */
  date?: number
}

export type Send = (request: WireRequest) => Promise<WireResponse>

export interface FieldError {
  field: string
  message: string
}

/**
 * Every failure of a request. Status 0 means that no answer came; `detail` is a sentence for people, `meta` what a page
 * can go on with: the present state, the order that is there already.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: FieldError[] = [],
    readonly meta: Record<string, string> = {},
  ) {
    super(`${status} ${code}`)
    this.name = 'ApiError'
  }
}

export const offline = () => new ApiError(0, 'network', '网络好像断开了，请检查网络后再试。')

/** Where the client reads and renews the session; `access` is empty when nobody is signed in, `refresh` when the session
 * cannot be renewed. */
export interface Tokens {
  access(): string
  refresh(): string
  save(session: unknown): void
  clear(): void
}

interface Options {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  key?: string
}

type Call<R, V extends Verb> = <P extends PathOf<R, V>>(path: P, input: Input<Operation<R, V, P>>) => Promise<Answer<Operation<R, V, P>>>

export interface Http<R = Routes> {
  get: Call<R, 'get'>
  post: Call<R, 'post'>
  patch: Call<R, 'patch'>
  remove: Call<R, 'delete'>
  /** A request without a session, such as signing in. */
  open: Call<R, 'post'>
  /** A question without a session: whom to call. */
  look: Call<R, 'get'>
  /** Runs an exchange with the access token and renews the session once when the server asks for it. */
  authorized(exchange: (token: string) => Promise<WireResponse>): Promise<unknown>
}

/**
 * A client of one surface with one person's session. Answers only on 2xx and throws ApiError otherwise. Requests that
 * meet a 401 at once share one renewal; a session that cannot be renewed ends there.
 */
export function createHttp<R = Routes>(send: Send, tokens: Tokens, onSignedOut: () => void, base: '/app/v1/' | '/admin/v1/' = '/app/v1/'): Http<R> {
  let renewing: Promise<void> | undefined

  async function renew() {
    const answer = await send({
      method: 'POST',
      path: `${base}auth/refresh`,
      headers: { 'Content-Type': 'application/json' },
      body: { refreshToken: tokens.refresh() },
    })
    tokens.save(dataOf(answer))
  }

  function renewOnce() {
    renewing ??= renew().finally(() => (renewing = undefined))
    return renewing
  }

  function signOut() {
    tokens.clear()
    onSignedOut()
    return new ApiError(401, 'auth.signed_out', '登录已过期，请重新登录。')
  }

  async function authorized(exchange: (token: string) => Promise<WireResponse>) {
    const used = tokens.access()
    if (!used) throw signOut()
    const first = await exchange(used)
    if (first.status !== 401) return dataOf(first)
    if (tokens.access() === used && !tokens.refresh()) throw signOut()
    if (tokens.access() === used) await renewOnce().catch((cause: unknown) => {
      throw isRefused(cause) ? signOut() : cause
    })
    const second = await exchange(tokens.access())
    if (second.status === 401) throw signOut()
    return dataOf(second)
  }

  function call(method: WireRequest['method']) {
    return (path: string, options: Options) =>
      authorized((token) => {
        const request = requestOf(method, base + path, options)
        return send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } })
      })
  }

  // The types of Http say what each path takes and answers; from here on it is only JSON.
  return {
    get: call('GET'),
    post: call('POST'),
    patch: call('PATCH'),
    remove: call('DELETE'),
    open: async (path: string, options: Options) => dataOf(await send(requestOf('POST', base + path, options))),
    look: async (path: string, options: Options) => dataOf(await send(requestOf('GET', base + path, options))),
    authorized,
  } as Http<R>
}

function requestOf(method: WireRequest['method'], path: string, { path: parts, query, body, key }: Options): WireRequest {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts?.[name] ?? ''))
  return { method, path: filled + queryOf(query), headers, body }
}

function isRefused(cause: unknown) {
  return cause instanceof ApiError && cause.status >= 400 && cause.status < 500 && cause.status !== 429
}

function dataOf(answer: WireResponse): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.data
  throw problemOf(answer)
}

function problemOf({ status, data }: WireResponse) {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as Partial<ApiError>
  const fallback = status >= 500 ? '服务暂时没有响应，请稍后再试。' : '没有办成，请稍后再试。'
  return new ApiError(status, problem.code ?? 'unknown', problem.detail || fallback, problem.fields ?? [], problem.meta ?? {})
}

function queryOf(query: Options['query'] = {}) {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return parts.length ? `?${parts.join('&')}` : ''
}
