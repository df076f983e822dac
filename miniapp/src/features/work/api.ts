import { http } from './client'
import { readAct, type Action } from './queue'

/** What staff ask the server from the phone. Steps on an order go through the queue, which calls `sendAct`. */
export const workApi = {
  logIn: (username: string, password: string) => http.open('auth/login', { body: { username, password } }),
  enter: (challenge: string, code: string) => http.open('auth/token', { body: { challenge, code } }),
  logOut: () => http.post('auth/logout', {}),
  pool: async (communityId: string) => (await http.get('repair-pool', { query: { communityId } })).items,
  mine: async (group: 'todo' | 'done') => (await http.get('my-repairs', { query: { group } })).items,
  toCollect: async (communityId: string) => (await http.get('repairs', { query: { communityId, state: 'to_pay' } })).items,
  order: (id: string) => http.get('repairs/{id}', { path: { id } }),
  words: () => http.get('repair-categories', {}),
  items: async (communityId: string) => (await http.get('communities/{communityId}/stock-items', { path: { communityId } })).items,
  mates: async (communityId: string) => (await http.get('work-mates', { query: { communityId } })).items,
  meters: (communityId: string, period: string, cursor: string) => http.get('meters', { query: { communityId, period, cursor } }),
  grab: (id: string, key: string) => http.post('repairs/{id}/grab', { path: { id }, key }),
}

const paths: Record<string, string> = { no_show: 'no-show', pay: 'collect' }

/** Sends one step. The form that made it put into `body` what its operation takes; the server judges it. */
export function sendAct({ act, orderId, id, body, at }: Action, fileIds: string[]): Promise<unknown> {
  if (act === readAct) return http.post('meter-readings', { body: { ...body, photoFileId: fileIds[0] } as never, key: id })
  // Money is taken at the desk with a network: it has neither a time of its own nor pictures.
  const done = act === 'pay' ? body : { ...body, at, photoFileIds: fileIds.length ? fileIds : undefined }
  const path = `repairs/{id}/${paths[act] ?? act}` as 'repairs/{id}/start'
  return http.post(path, { path: { id: orderId }, body: done as never, key: id })
}
