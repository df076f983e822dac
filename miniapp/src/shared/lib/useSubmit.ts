import { ref, shallowRef } from 'vue'
import type { ApiError } from '@/shared/api/client'
import { asApiError } from './useLoad'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

/** A fresh idempotency key. Uniqueness is enough: the key is no secret and counts only beside the session. */
export function newKey(random: () => number = Math.random) {
  return Array.from({ length: 24 }, () => alphabet[Math.floor(random() * 64)]).join('')
}

/**
 * Guards a change: one at a time, and one idempotency key until the server has decided. A try that got no decision (no
 * answer, 5xx, 429) keeps its key, so that the second tap cannot do the work twice; a refusal or success ends the key.
 */
export function useSubmit<A extends unknown[], T>(run: (key: string, ...args: A) => Promise<T>) {
  const busy = ref(false)
  const error = shallowRef<ApiError>()
  let key = ''
  let lastArgs = ''

  /** Whether the change was made, with its answer. While one is running, further calls do nothing. */
  async function submit(...args: A): Promise<{ done: true; answer: T } | { done: false }> {
    if (busy.value) return { done: false }
    const thisArgs = JSON.stringify(args)
    if (!key || thisArgs !== lastArgs) key = newKey()
    lastArgs = thisArgs
    busy.value = true
    error.value = undefined
    try {
      const answer = await run(key, ...args)
      key = ''
      return { done: true, answer }
    } catch (cause) {
      error.value = asApiError(cause)
      if (isDecided(error.value)) key = ''
      return { done: false }
    } finally {
      busy.value = false
    }
  }

  /** The server's words for one field; empty when it has none. */
  function fieldError(field: string) {
    return error.value?.fields.find((one) => one.field === field || one.field.endsWith(`.${field}`))?.message ?? ''
  }

  return { busy, error, submit, fieldError }
}

function isDecided({ status }: ApiError) {
  return status >= 400 && status < 500 && status !== 429 && status !== 408
}
