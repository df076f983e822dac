/** Addresses of the pages. A page is told what to show by its query, never by storage. */
export const routes = {
  home: '/pages/home',
  inbox: '/pages/inbox',
  me: '/pages/me',
  login: (back = '') => `/pages/login${back ? `?back=${encodeURIComponent(back)}` : ''}`,
  repairs: '/features/repair/pages/list',
  repairReport: '/features/repair/pages/report',
  repairDone: (id: string) => `/features/repair/pages/done?id=${id}`,
  repair: (id: string) => `/features/repair/pages/detail?id=${id}`,
  repairRate: (id: string) => `/features/repair/pages/rate?id=${id}`,
  bills: (houseId = '') => `/features/bill/pages/list${houseId ? `?houseId=${houseId}` : ''}`,
  bill: (id: string) => `/features/bill/pages/detail?id=${id}`,
  billCode: (code = '') => `/features/bill/pages/code${code ? `?code=${code}` : ''}`,
  prepaid: (houseId: string) => `/features/bill/pages/prepaid?houseId=${houseId}`,
  /** The cashier: bills of one house and payee, or one bill by its code. */
  pay: (billIds: string[]) => `/features/payment/pages/pay?bills=${billIds.join('-')}`,
  payByCode: (code: string) => `/features/payment/pages/pay?code=${code}`,
  /** Goes on with a payment that is open. */
  payOn: (id: string) => `/features/payment/pages/pay?id=${id}`,
  /** `left`: the cashier was shut without paying; only the words depend on it, the answer is the server's. */
  payResult: (id: string, left = false) => `/features/payment/pages/result?id=${id}${left ? '&left=1' : ''}`,
  payments: '/features/payment/pages/list',
  payment: (id: string) => `/features/payment/pages/detail?id=${id}`,
  refundAsk: (paymentId: string) => `/features/payment/pages/ask?id=${paymentId}`,
  refund: (id: string) => `/features/payment/pages/refund?id=${id}`,
  receipt: (code = '') => `/features/payment/pages/receipt${code ? `?code=${code}` : ''}`,
  invoice: (paymentId: string) => `/features/payment/pages/invoice?id=${paymentId}`,
  invoiceTitles: '/features/payment/pages/titles',
  houses: '/features/house/pages/list',
  houseSearch: '/features/house/pages/search',
  houseApply: (communityId: string, houseId: string, name: string, phone: string) =>
    `/features/house/pages/apply?communityId=${communityId}&houseId=${houseId}&name=${encodeURIComponent(name)}&phone=${encodeURIComponent(phone)}`,
  binding: (id: string) => `/features/house/pages/detail?id=${id}`,
  members: (houseId: string) => `/features/house/pages/members?houseId=${houseId}`,
  invite: (houseId: string) => `/features/house/pages/invite?houseId=${houseId}`,
  moveOut: (houseId: string) => `/features/house/pages/moveout?houseId=${houseId}`,
  accept: (token: string) => `/features/house/pages/accept?token=${encodeURIComponent(token)}`,
  notices: '/features/notice/pages/list',
  notice: (id: string) => `/features/notice/pages/detail?id=${id}`,
  notify: '/features/account/pages/notify',
  devices: '/features/account/pages/devices',
  profile: '/features/account/pages/profile',
  privacy: '/features/account/pages/privacy',
  work: '/features/work/pages/home',
  workLogin: (back = '') => `/features/work/pages/login${back ? `?back=${encodeURIComponent(back)}` : ''}`,
  workOrder: (id: string) => `/features/work/pages/order?id=${id}`,
  workQuote: (id: string) => `/features/work/pages/quote?id=${id}`,
  workFinish: (id: string) => `/features/work/pages/finish?id=${id}`,
  workMeters: '/features/work/pages/meters',
  workRead: (id: string, communityId: string, period: string) => `/features/work/pages/read?id=${id}&communityId=${communityId}&period=${period}`,
  workQueue: '/features/work/pages/queue',
}

export const tabs = [routes.home, routes.inbox, routes.me]

const openable = /^\/(pages|features\/(repair|house|account|bill|payment|notice)\/pages)\/[a-z]+(\?[\w=&%.-]*)?$/

/** The page a card or message of the server leads to; empty when this version of the app has no such page. */
export const openableLink = (link: string) => (openable.test(link) ? link : '')
