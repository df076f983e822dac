import type { Http } from '@/shared/api/client'
import type { Runs, Schedule, Work } from './model'

export const jobsApi = (http: Http) => ({
  schedule: () => http.get<Schedule>('/ops/schedule'),
  runs: (name: string) => http.get<Runs>('/ops/schedule/runs', { name }),
  work: () => http.get<Work>('/ops/queues'),
})
