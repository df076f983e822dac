import { ref, shallowRef } from 'vue'
import { ApiError } from '@/shared/api/client'

/** Turns anything thrown into an ApiError, so that a page always has a sentence to show. */
export function asApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError(0, 'unexpected', '出了点问题，请稍后再试。')
}

/**
 * One piece of data of a page. A reload keeps what is shown until the new answer is here (no flicker), an answer that
 * was overtaken is dropped, and a failure after the first success leaves the data with `error` beside it.
 */
export function useLoad<T>(get: () => Promise<T>) {
  const data = shallowRef<T>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  let generation = 0

  async function reload() {
    const mine = ++generation
    loading.value = true
    try {
      const answer = await get()
      if (mine !== generation) return
      data.value = answer
      error.value = undefined
    } catch (cause) {
      if (mine === generation) error.value = asApiError(cause)
    } finally {
      if (mine === generation) loading.value = false
    }
  }

  return { data, error, loading, reload }
}
