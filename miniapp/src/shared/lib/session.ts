import { computed, shallowReactive } from 'vue'
import type { Home, Me, MyHouse, Session } from '@/shared/api/schema'
import type { Tokens } from '@/shared/api/client'

/** Where the session survives a restart. */
export interface Keep {
  read<T>(key: string): T | undefined
  write(key: string, value: unknown): void
  erase(key: string): void
}

const sessionKey = 'zj.session'
const elderKey = 'zj.elder'
const deskKey = 'zj.desk'

/** Who is signed in on this device, and how large they read. The only state that pages share. */
export function createSession(keep: Keep) {
  const state = shallowReactive({
    session: keep.read<Session>(sessionKey),
    elder: keep.read<boolean>(elderKey) ?? false,
    desk: keep.read<string>(deskKey) ?? '',
  })

  function save(session: Session) {
    state.session = session
    keep.write(sessionKey, session)
    setElder(session.me.elderMode)
  }

  function setElder(on: boolean) {
    state.elder = on
    keep.write(elderKey, on)
  }

  function setMe(me: Me) {
    if (state.session) save({ ...state.session, me })
  }

  const me = computed(() => state.session?.me)
  const houses = computed<MyHouse[]>(() => me.value?.houses ?? [])
  const house = computed(() => {
    const wanted = me.value?.currentHouseId
    return houses.value.find((one) => one.houseId === wanted) ?? houses.value[0]
  })

  const tokens: Tokens = {
    access: () => state.session?.accessToken ?? '',
    refresh: () => state.session?.refreshToken ?? '',
    save: (session) => save(session as Session),
    clear: () => {
      state.session = undefined
      keep.erase(sessionKey)
    },
  }

  return {
    me,
    houses,
    house,
    tokens,
    elder: computed(() => state.elder),
    /** Number of the property's desk for the current house; the installation's own until there is a house. */
    servicePhone: computed(() => house.value?.servicePhone || state.desk),
    /** Whether the number above is that of a property's desk. */
    atHome: computed(() => Boolean(house.value?.servicePhone)),
    /** Learns whom somebody without a house can call; kept, so that it is there without a network. */
    setDesk(phone: string) {
      state.desk = phone
      keep.write(deskKey, phone)
    },
    signedIn: computed(() => state.session !== undefined),
    save,
    setMe,
    setElder,
    /** Takes over what the home request says about the houses, so that it stays one request. */
    adopt(home: Home) {
      if (!me.value) return
      // The reading size of this phone may be newer than the server's: it was chosen on the log-in page.
      setMe({ ...me.value, elderMode: state.elder, houses: home.houses, currentHouseId: home.house?.houseId ?? '' })
    },
  }
}

export type SessionState = ReturnType<typeof createSession>
