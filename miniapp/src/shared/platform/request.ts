import { offline, type Send, type WireResponse } from '@/shared/api/client'

/** Origin of the API: empty on H5 (same origin), set by the build for mp-weixin. */
export const apiBase = import.meta.env.VITE_API_BASE ?? ''

/** Sends over uni.request, which reports every status as a success; only a missing answer is an error. */
export const send: Send = ({ method, path, headers, body }) =>
  new Promise<WireResponse>((resolve, reject) => {
    uni.request({
      url: apiBase + path,
      // The platform's type lacks PATCH; both targets send it.
      method: method as 'POST',
      header: { Accept: 'application/json', ...headers },
      data: body as object,
      timeout: 15_000,
      success: ({ statusCode, data, header }) => resolve({ status: statusCode, data, date: dateOf(header as Record<string, unknown> | undefined) }),
      fail: () => reject(offline()),
    })
  })

function dateOf(header: Record<string, unknown> = {}) {
  const date = Date.parse(String(header.Date ?? header.date ?? ''))
  return Number.isNaN(date) ? undefined : date
}

/** Full address of a signed file path. */
export const fileUrl = (path: string) => (path.startsWith('/') ? apiBase + path : path)
