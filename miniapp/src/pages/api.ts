import type { Home, Me, Message, Session } from '@/shared/api/schema'
import { http } from '@/shared/app'
import type { Page } from '@/shared/lib/usePagedList'

export interface SmsSent {
  retryAfterSeconds: number
  expiresInSeconds: number
  demoCode?: string
}

export const pagesApi = {
  home: (houseId: string) => http.get<Home>('home', { houseId }),
  chooseHouse: (currentHouseId: string, key: string) => http.patch<Me>('me', { currentHouseId }, key),
  inbox: (cursor: string) => http.get<Page<Message> & { unread: number }>('inbox', { cursor }),
  read: (id: string, key: string) => http.post<unknown>(`inbox/${id}/read`, {}, key),
  readAll: (key: string) => http.post<unknown>('inbox/read-all', {}, key),
  me: () => http.get<Me>('me'),
  setElder: (elderMode: boolean, key: string) => http.patch<Me>('me', { elderMode }, key),
  sendCode: (phone: string) => http.open<SmsSent>('auth/sms-code', { phone }),
  signInByCode: (phone: string, code: string) => http.open<Session>('auth/sms', { phone, code }),
  signInByWechat: (code: string) => http.open<Session>('auth/wechat', { code }),
  addWechatPhone: (code: string) => http.post<Me>('auth/wechat-phone', { code }),
  signOut: () => http.post<unknown>('auth/logout'),
}
