import type { QueryClient } from '@tanstack/vue-query'
import { watch } from 'vue'
import type { Http } from '@/shared/api/client'
import type { LiveTicket } from '@/shared/api/types.gen'
import { createRealtime, type Realtime, type Socket } from '@/shared/live/realtime'
import type { useSession } from '@/shared/session'
import { features } from './features'

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/ws`) as Socket
}

/** Turns "something changed" into reading it again; runs as long as somebody is signed in. */
export function createLive(http: Http, queries: QueryClient, session: ReturnType<typeof useSession>, onRevoked: () => void): Realtime {
  const live = createRealtime({
    ticket: async () => (await http.post<LiveTicket>('/ws-ticket')).ticket,
    open: openSocket,
    onEvent: ({ kind }) => {
      for (const f of features) {
        if (f.live?.kinds.includes(kind)) void queries.invalidateQueries({ queryKey: [f.live.key] })
      }
    },
    onResync: () => void queries.invalidateQueries(),
    onRevoked,
  })
  watch(
    () => session.me?.id,
    (id) => (id ? live.start() : live.stop()),
  )
  // A tab that gave its place to newer ones takes part again when somebody looks at it.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || !session.me || live.state.value !== 'off') return
    live.start()
    void queries.invalidateQueries()
  })
  return live
}
