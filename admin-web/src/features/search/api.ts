import type { Http } from '@/shared/api/client'
import type { SearchItem } from './model'

export const searchApi = (http: Http) => ({
  find: (q: string, communityId: string) => http.get<{ items: SearchItem[] | null }>('/search', { q, communityId }),
})
