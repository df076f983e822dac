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
  houses: '/features/house/pages/list',
  houseSearch: '/features/house/pages/search',
  houseApply: (houseId: string, name: string) =>
    `/features/house/pages/apply?houseId=${houseId}&name=${encodeURIComponent(name)}`,
  binding: (id: string) => `/features/house/pages/detail?id=${id}`,
  members: (houseId: string) => `/features/house/pages/members?houseId=${houseId}`,
  invite: (houseId: string) => `/features/house/pages/invite?houseId=${houseId}`,
  accept: (token: string) => `/features/house/pages/accept?token=${encodeURIComponent(token)}`,
  devices: '/features/account/pages/devices',
  profile: '/features/account/pages/profile',
  privacy: '/features/account/pages/privacy',
}

export const tabs = [routes.home, routes.inbox, routes.me]

/** Page behind what a card or message is about; empty when there is none to open. */
export function routeOf(kind: string, refId: string) {
  if (!refId || refId === '0') return ''
  if (kind.startsWith('repair')) return routes.repair(refId)
  if (kind.startsWith('binding')) return routes.binding(refId)
  return ''
}
