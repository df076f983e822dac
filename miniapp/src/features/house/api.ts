import type { Binding, Community, House, Invitation, InvitationPreview, Match } from '@/shared/api/schema'
import { http } from '@/shared/app'

interface Items<T> {
  items: T[] | null
}

const items = async <T>(answer: Promise<Items<T>>) => (await answer).items ?? []

export interface Application {
  houseId: string
  role: string
  name: string
  evidenceFileIds: string[]
  note: string
}

export interface InviteForm {
  phone: string
  role: string
  rights: string[]
  validTo?: string
}

export const houseApi = {
  communities: (q: string) => items<Community>(http.get('communities', { q })),
  houses: (communityId: string, q: string) =>
    http.get<{ items: House[] | null; units: string[] | null }>(`communities/${communityId}/houses`, { q }),

  bindings: () => items<Binding>(http.get('bindings')),
  binding: (id: string) => http.get<Binding>(`bindings/${id}`),
  matches: () => items<Match>(http.get('bindings/matches')),
  match: (houseId: string, roomLast2: string, key: string) =>
    http.post<Binding>('bindings/match', { houseId, roomLast2: roomLast2 || undefined }, key),
  apply: (application: Application, key: string) => http.post<Binding>('bindings', application, key),
  addEvidence: (id: string, evidenceFileIds: string[], note: string, key: string) =>
    http.post<Binding>(`bindings/${id}/evidence`, { evidenceFileIds, note }, key),
  withdraw: (id: string, key: string) => http.post<Binding>(`bindings/${id}/withdraw`, {}, key),
  unbind: (id: string, reason: string, confirmed: boolean, key: string) =>
    http.post<Binding>(`bindings/${id}/unbind`, { reason, confirmed }, key),
  setRights: (id: string, rights: string[], key: string) => http.post<Binding>(`bindings/${id}/rights`, { rights }, key),
  dispute: (id: string, reason: string, key: string) => http.post<Binding>(`bindings/${id}/dispute`, { reason }, key),

  members: (houseId: string) => items<Binding>(http.get(`houses/${houseId}/members`)),
  invitations: (houseId: string) => items<Invitation>(http.get(`houses/${houseId}/invitations`)),
  invite: (houseId: string, form: InviteForm, key: string) =>
    http.post<Invitation>(`houses/${houseId}/invitations`, form, key),
  cancelInvitation: (id: string, key: string) => http.post<unknown>(`invitations/${id}/cancel`, {}, key),
  preview: (token: string) => http.get<InvitationPreview>('invitations/preview', { token }),
  accept: (token: string, key: string) => http.post<Binding>('invitations/accept', { token }, key),
}
