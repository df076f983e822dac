import { offline, type WireResponse } from '@/shared/api/client'
import type { Picked } from './photo'
import { apiBase } from './request'

/** Sends one picture as multipart to `path`; the answer's body is parsed here because the platform leaves it as text. */
export function uploadFile(path: string, picked: Picked, form: Record<string, string>, headers: Record<string, string>): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: apiBase + path,
      // In the browser the framework takes a File only in this list; with `file` alone it refuses.
      ...(picked.file ? { files: [{ name: 'file', file: picked.file, uri: '' }] } : { filePath: picked.path, name: 'file' }),
      formData: form,
      header: headers,
      timeout: 60_000,
      success: ({ statusCode, data }) => resolve({ status: statusCode, data: parsed(data) }),
      fail: () => reject(offline()),
    })
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
