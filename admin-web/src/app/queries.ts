import { QueryClient } from '@tanstack/vue-query'
import { ApiError } from '@/shared/api/client'

/** Reads are tried once more when the server gave no verdict; a refusal is final. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (times, cause) => times < 1 && cause instanceof ApiError && cause.undecided,
        retryDelay: 600,
      },
    },
  })
}
