import type { Http } from '@/shared/api/client'
import type { Workbench } from './model'

export const workbenchApi = (http: Http) => ({
  load: (communityId: string) => http.get<Workbench>('/workbench', { communityId }),
})
