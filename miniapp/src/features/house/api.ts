import type { Application, InviteForm, MoveOutForm } from '@/shared/api/schema'
import { http } from '@/shared/app'

export const houseApi = {
  communities: async (q: string) => (await http.get('communities', { query: { q } })).items,
  houses: (communityId: string, q: string) =>
    http.get('communities/{communityId}/houses', { path: { communityId }, query: { q } }),

  bindings: async () => (await http.get('bindings', {})).items,
  binding: (id: string) => http.get('bindings/{id}', { path: { id } }),
  matches: async () => (await http.get('bindings/matches', {})).items,
  match: (houseId: string, roomLast2: string, key: string) =>
    http.post('bindings/match', { body: { houseId, roomLast2: roomLast2 || undefined }, key }),
  apply: (body: Application, key: string) => http.post('bindings', { body, key }),
  addEvidence: (id: string, evidenceFileIds: string[], note: string, key: string) =>
    http.post('bindings/{id}/evidence', { path: { id }, body: { evidenceFileIds, note }, key }),
  withdraw: (id: string, key: string) => http.post('bindings/{id}/withdraw', { path: { id }, key }),
  unbind: (id: string, reason: string, confirmed: boolean, key: string) =>
    http.post('bindings/{id}/unbind', { path: { id }, body: { reason, confirmed }, key }),
  setRights: (id: string, rights: string[], key: string) =>
    http.post('bindings/{id}/rights', { path: { id }, body: { rights }, key }),
  dispute: (id: string, reason: string, key: string) =>
    http.post('bindings/{id}/dispute', { path: { id }, body: { reason }, key }),
  approve: (id: string, key: string) => http.post('bindings/{id}/approve', { path: { id }, key }),
  reject: (id: string, reason: string, key: string) =>
    http.post('bindings/{id}/reject', { path: { id }, body: { reason }, key }),

  members: async (houseId: string) => (await http.get('houses/{houseId}/members', { path: { houseId } })).items,
  invitations: async (houseId: string) => (await http.get('houses/{houseId}/invitations', { path: { houseId } })).items,
  invite: (houseId: string, body: InviteForm, key: string) =>
    http.post('houses/{houseId}/invitations', { path: { houseId }, body, key }),
  cancelInvitation: (id: string, key: string) => http.post('invitations/{id}/cancel', { path: { id }, key }),
  preview: (token: string) => http.get('invitations/preview', { query: { token } }),
  accept: (token: string, key: string) => http.post('invitations/accept', { body: { token }, key }),

  rename: (name: string, key: string) => http.patch('me', { body: { name }, key }),

  moveOut: (houseId: string) => http.get('houses/{houseId}/move-out', { path: { houseId } }),
  startMoveOut: (houseId: string, body: MoveOutForm, key: string) =>
    http.post('houses/{houseId}/move-out', { path: { houseId }, body, key }),
  cancelMoveOut: (houseId: string, key: string) => http.post('houses/{houseId}/move-out/cancel', { path: { houseId }, key }),
}
