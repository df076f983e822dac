import { computed, ref, shallowRef } from 'vue'
import { ApiError, newKey } from '@/shared/api/client'

/**
 * Guards one change: runs one at a time, keeps the server's field errors, and
 * repeats the same idempotency key as long as the outcome of the same input is unknown.
 */
export function useSubmit<A extends unknown[], R>(act: (key: string, ...args: A) => Promise<R>) {
  const busy = ref(false)
  const failure = shallowRef<ApiError | null>(null)
  let pending: { key: string; input: string } | null = null

  async function run(...args: A): Promise<R | undefined> {
    if (busy.value) return undefined
    const input = JSON.stringify(args)
    if (pending?.input !== input) pending = { key: newKey(), input }
    busy.value = true
    failure.value = null
    try {
      const result = await act(pending.key, ...args)
      pending = null
      return result
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      if (!cause.undecided) pending = null
      failure.value = cause
      return undefined
    } finally {
      busy.value = false
    }
  }

  const fields = computed<Record<string, string>>(() => failure.value?.fields ?? {})
  /** The sentence to show above the form; empty when each problem stands beside its field. */
  const error = computed(() => failure.value?.message ?? '')
  function clear(): void {
    failure.value = null
  }
  return { run, busy, error, failure, fields, clear }
}
