import { http } from '@/shared/app'

export const pagesApi = {
  home: (houseId: string) => http.get('home', { query: { houseId } }),
  chooseHouse: (currentHouseId: string, key: string) => http.patch('me', { body: { currentHouseId }, key }),
  inbox: (cursor: string) => http.get('inbox', { query: { cursor } }),
  read: (id: string, key: string) => http.post('inbox/{id}/read', { path: { id }, key }),
  readAll: (key: string) => http.post('inbox/read-all', { key }),
  me: () => http.get('me', {}),
  setElder: (elderMode: boolean, key: string) => http.patch('me', { body: { elderMode }, key }),
  sendCode: (phone: string) => http.open('auth/sms-code', { body: { phone } }),
  signInByCode: (phone: string, code: string) => http.open('auth/sms', { body: { phone, code } }),
  signInByWechat: (code: string) => http.open('auth/wechat', { body: { code } }),
  addWechatPhone: (code: string) => http.post('auth/wechat-phone', { body: { code } }),
  signOut: () => http.post('auth/logout', {}),
}
