import { createHttp, type Send } from '@/shared/api/client'
import type { StaffRoutes } from '@/shared/api/operations'
import { send } from '@/shared/platform/request'
import { erase, read, write } from '@/shared/platform/storage'
import { createServerClock } from './clock'
import { createStaffSession } from './session'

/** The staff's own client: its own base, its own token. Nothing of the residents' session comes in here. */

export const staff = createStaffSession({ read, write, erase })

export const clock = createServerClock(Date.now, { read, write })

const timedSend: Send = async (request) => {
  const answer = await send(request)
  clock.learn(answer.date)
  return answer
}

/** A session that ended is only noted: whoever is filling in a form must not lose it. The pages ask for the log-in. */
export const http = createHttp<StaffRoutes>(timedSend, staff.tokens, () => undefined, '/admin/v1/')
