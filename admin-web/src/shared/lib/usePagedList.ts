import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { ApiError, Query } from '@/shared/api/client'

export interface Page<T> {
  items: T[] | null
  nextCursor?: string
}

export type ListState = 'loading' | 'error' | 'empty' | 'data'

/**
 * A list that grows by cursor. Answers to an older filter are dropped, because the filter is
 * part of the query key; the former rows stay visible until the new ones are there.
 */
export function usePagedList<T>(options: {
  key: string
  name: string
  filter: MaybeRefOrGetter<Query>
  enabled?: MaybeRefOrGetter<boolean>
  load: (filter: Query, cursor: string) => Promise<Page<T>>
}) {
  const filter = computed(() => toValue(options.filter))
  const query = useInfiniteQuery<Page<T>, ApiError>({
    queryKey: [options.key, options.name, filter],
    queryFn: ({ pageParam }) => options.load(filter.value, String(pageParam ?? '')),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(options.enabled ?? true)),
  })
  const items = computed<T[]>(() => query.data.value?.pages.flatMap((p) => p.items ?? []) ?? [])
  const state = computed<ListState>(() => {
    if (query.isError.value && !query.isFetching.value && (!query.data.value || query.isPlaceholderData.value)) return 'error'
    if (!query.data.value) return query.isError.value && !query.isFetching.value ? 'error' : 'loading'
    return items.value.length ? 'data' : 'empty'
  })
  /** Undefined until the rows of the present filter are there. */
  const known = computed(() => (query.data.value && !query.isPlaceholderData.value ? items.value : undefined))
  return {
    items,
    known,
    state,
    error: computed(() => query.error.value?.message ?? ''),
    /** Rows of the former filter are still shown while the new ones are on their way. */
    switching: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => query.fetchNextPage(),
    reload: () => query.refetch(),
  }
}
