import { computed, shallowRef } from 'vue'
import type { Tokens } from '@/shared/api/client'
import type { StaffMe } from '@/shared/api/schema'
import type { Keep } from '@/shared/lib/session'

/** What the second step of the log-in answers. */
export interface StaffSession {
  token: string
  me: StaffMe
}

const sessionKey = 'zj.staff.session'

/**
 * Which staff member is logged in on this phone. It stands beside the resident's session and knows nothing of it: a
 * caretaker may live in the community where he works. It cannot be renewed; when it ends, one logs in again.
 */
export function createStaffSession(keep: Keep) {
  const state = shallowRef(keep.read<StaffSession>(sessionKey))

  function save(session: StaffSession | undefined) {
    state.value = session
    if (session) keep.write(sessionKey, session)
    else keep.erase(sessionKey)
  }

  const tokens: Tokens = {
    access: () => state.value?.token ?? '',
    refresh: () => '',
    save: (session) => save(session as StaffSession),
    clear: () => save(undefined),
  }

  return {
    me: computed<StaffMe | undefined>(() => state.value?.me),
    id: computed(() => state.value?.me.id ?? ''),
    signedIn: computed(() => state.value !== undefined),
    may: (permission: string) => state.value?.me.permissions.includes(permission) ?? false,
    tokens,
    save,
    setMe(me: StaffMe) {
      if (state.value) save({ ...state.value, me })
    },
  }
}
