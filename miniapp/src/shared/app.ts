import { createHttp } from './api/client'
import { createLive } from './lib/live'
import { createSession } from './lib/session'
import { createToast } from './lib/toast'
import { routes } from './lib/routes'
import { here, restart } from './platform/nav'
import { send } from './platform/request'
import { connect } from './platform/socket'
import { erase, read, write } from './platform/storage'

/** The parts that live as long as the app, wired once by hand. */

export const session = createSession({ read, write, erase })

export const toast = createToast((run, ms) => setTimeout(run, ms))

export const http = createHttp(send, session.tokens, () => {
  live.sleep()
  const from = here()
  if (!from.startsWith('/pages/login')) restart(routes.login(from === routes.home ? '' : from))
})

/** Asks whom people without a house can call, until it is known; a failure is tried again by the next page. */
export async function learnDesk() {
  try {
    session.setDesk((await http.look('about', {})).servicePhone)
  } catch {
    // The number of the last time stays; nothing on the page depends on it.
  }
}

export const live = createLive({
  connect,
  ticket: async () => {
    if (!session.signedIn.value) return ''
    return (await http.post('ws-ticket', {})).ticket
  },
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
})
