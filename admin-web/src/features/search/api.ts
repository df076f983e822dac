import type { Http } from '@/shared/api/client'
import type { SearchHits } from './model'

export const searchApi = (http: Http) => ({
  find: (q: string, communityId: string) => http.get<SearchHits>('/search', { q, communityId }),
})
