/** One problem the server reported. `message` is a sentence for people; `code` is stable. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId = '',
  ) {
    super(message)
    this.name = 'ApiError'
  }

  /** The server gave no verdict: the change may or may not have happened. */
  get undecided(): boolean {
    return this.status === 0 || this.status >= 500
  }
}

export type Query = Record<string, string | number | boolean | undefined>

export interface SendRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | FormData
}
export interface SendResponse {
  status: number
  body: unknown
}
/** The single door to the network; tests hand in a fake. */
export type Send = (req: SendRequest) => Promise<SendResponse>

export interface Http {
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown, key?: string): Promise<T>
  patch<T>(path: string, body: unknown, key?: string): Promise<T>
  put<T>(path: string, body: unknown, key?: string): Promise<T>
  remove<T>(path: string, query: Query, key?: string): Promise<T>
  upload<T>(path: string, form: FormData, key?: string): Promise<T>
  download(path: string, query?: Query): Promise<{ blob: Blob; name: string }>
}

interface Problem {
  code?: string
  title?: string
  detail?: string
  requestId?: string
  fields?: { field: string; message: string }[] | null
}

export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

export function newKey(): string {
  return crypto.randomUUID()
}

const offline = '网络连接不上，请检查网络后重试。'
const unclear = '服务暂时没有回应，请稍后重试。'

function toError(status: number, body: unknown): ApiError {
  const p = (body && typeof body === 'object' ? body : {}) as Problem
  const fields: Record<string, string> = {}
  for (const f of p.fields ?? []) fields[f.field.replace(/^body\./, '')] = f.message
  return new ApiError(status, p.code ?? `http.${status}`, p.detail || p.title || unclear, fields, p.requestId)
}

/** Builds the client. It never retries: whoever asks decides that, with the same key. */
export function createHttp(send: Send, onSignedOut: () => void = () => undefined): Http {
  async function call<T>(req: SendRequest): Promise<T> {
    let res: SendResponse
    try {
      res = await send(req)
    } catch {
      throw new ApiError(0, 'net.offline', offline)
    }
    if (res.status >= 200 && res.status < 300) return res.body as T
    if (res.status === 401 && !req.path.includes('/auth/')) onSignedOut()
    throw toError(res.status, res.body)
  }
  const json = (method: string) => <T>(path: string, body: unknown = {}, key?: string) =>
    call<T>({
      method,
      path,
      headers: { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) },
      body: JSON.stringify(body),
    })
  return {
    get: (path, query) => call({ method: 'GET', path: withQuery(path, query), headers: {} }),
    post: json('POST'),
    patch: json('PATCH'),
    put: json('PUT'),
    remove: (path, query, key) => call({ method: 'DELETE', path: withQuery(path, query), headers: key ? { 'Idempotency-Key': key } : {} }),
    upload: (path, form, key) =>
      call({ method: 'POST', path, headers: key ? { 'Idempotency-Key': key } : {}, body: form }),
    download: async (path, query) => {
      const file = await call<{ blob: Blob; name: string }>({
        method: 'GET',
        path: withQuery(path, query),
        headers: { Accept: 'application/octet-stream' },
      })
      return file
    },
  }
}
