import type { Http, Query } from '@/shared/api/client'
import type { ImportRun, RowsOutBody } from './model'

export const importApi = (http: Http) => ({
  start: (key: string, communityId: string, file: File) => {
    const form = new FormData()
    form.set('file', file)
    return http.upload<ImportRun>(`/communities/${communityId}/imports`, form, key)
  },
  one: (id: string) => http.get<ImportRun>(`/imports/${id}`),
  rows: (id: string, filter: Query, cursor: string) => http.get<RowsOutBody>(`/imports/${id}/rows`, { ...filter, cursor }),
  apply: (key: string, id: string) => http.post<ImportRun>(`/imports/${id}/apply`, {}, key),
})
