import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { ApiError } from '@/shared/api/client'

export type LoadState = 'loading' | 'error' | 'data'

/** One thing from the server. A failed refresh keeps showing what was there. */
export function useLoaded<T>(options: {
  key: MaybeRefOrGetter<readonly unknown[]>
  load: () => Promise<T>
  enabled?: MaybeRefOrGetter<boolean>
  /** Ask again every so often while this says so, for work whose end no event may announce. */
  pollWhile?: (data: T) => boolean
}) {
  const query = useQuery<T, ApiError>({
    queryKey: computed(() => toValue(options.key)),
    queryFn: options.load,
    enabled: computed(() => toValue(options.enabled ?? true)),
    refetchInterval: (q) => (q.state.data !== undefined && options.pollWhile?.(q.state.data) ? 1500 : false),
  })
  const state = computed<LoadState>(() => {
    if (query.data.value !== undefined) return 'data'
    return query.isError.value && !query.isFetching.value ? 'error' : 'loading'
  })
  return {
    data: computed(() => query.data.value as T | undefined),
    state,
    error: computed(() => query.error.value?.message ?? ''),
    failure: query.error,
    fetching: query.isFetching,
    reload: () => query.refetch(),
  }
}
