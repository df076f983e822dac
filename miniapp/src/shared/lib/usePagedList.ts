import { computed, ref, shallowRef } from 'vue'
import type { ApiError } from '@/shared/api/client'
import { asApiError } from './useLoad'

export interface Page<T> {
  items: T[]
  nextCursor?: string
}

/**
 * A list that grows at its end. `reload` starts over but keeps what is shown until the first page is here; answers that
 * were overtaken by a reload (another filter, a live event) are dropped.
 */
export function usePagedList<T>(load: (cursor: string) => Promise<Page<T>>) {
  const items = shallowRef<T[]>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  const cursor = ref('')
  let generation = 0

  async function take(from: string) {
    const mine = ++generation
    loading.value = true
    try {
      const page = await load(from)
      if (mine !== generation) return
      items.value = from ? [...(items.value ?? []), ...page.items] : page.items
      cursor.value = page.nextCursor ?? ''
      error.value = undefined
    } catch (cause) {
      if (mine === generation) error.value = asApiError(cause)
    } finally {
      if (mine === generation) loading.value = false
    }
  }

  return {
    items,
    error,
    loading,
    hasMore: computed(() => cursor.value !== ''),
    reload: () => take(''),
    /** Empties the list first: for another filter, whose rows have nothing to do with the ones shown. */
    restart: () => {
      items.value = undefined
      return take('')
    },
    more: async () => {
      if (cursor.value && !loading.value) await take(cursor.value)
    },
  }
}
