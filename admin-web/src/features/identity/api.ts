import type { Http } from '@/shared/api/client'
import type { LoginStep, StaffMe } from './model'

export const identityApi = (http: Http) => ({
  login: (username: string, password: string) => http.post<LoginStep>('/auth/login', { username, password }),
  totp: (challenge: string, code: string) => http.post<StaffMe>('/auth/totp', { challenge, code }),
  setup: (setupToken: string, password: string) => http.post<unknown>('/auth/setup', { setupToken, password }),
})
