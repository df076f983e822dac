import type { Send } from './client'

function fileName(disposition: string): string {
  const utf8 = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (utf8) return decodeURIComponent(utf8)
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? ''
}

/** Talks to the server of the same origin; the session travels in an HttpOnly cookie. */
export const fetchSend: Send = async ({ method, path, headers, body }) => {
  const res = await fetch(`/admin/v1${path}`, { method, headers, body, credentials: 'same-origin' })
  const type = res.headers.get('Content-Type') ?? ''
  if (res.status === 204) return { status: 204, body: undefined }
  if (type.includes('json')) return { status: res.status, body: await res.json() }
  if (!res.ok) return { status: res.status, body: undefined }
  const name = fileName(res.headers.get('Content-Disposition') ?? '')
  return { status: res.status, body: { blob: await res.blob(), name } }
}
