import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'
import { ApiError, type Http } from '@/shared/api/client'
import type { StaffMe } from '@/shared/api/types.gen'
import { innerLink } from '@/shared/lib/links'
import type { useSession } from '@/shared/session'

type Session = ReturnType<typeof useSession>

/** Asks the server who is here once; afterwards the session knows. */
export function createGuard(http: Http, session: Session) {
  let asked: Promise<void> | null = null
  async function ask(): Promise<void> {
    try {
      session.enter(await http.get<StaffMe>('/me'))
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) throw cause
    }
  }
  return async (to: RouteLocationNormalized): Promise<RouteLocationRaw | boolean> => {
    if (to.meta.open) return true
    if (!session.me) {
      asked ??= ask()
      try {
        await asked
      } catch {
        asked = null
        return { name: 'unreachable', query: { next: to.fullPath } }
      }
      asked = null
    }
    if (session.me) return true
    return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  }
}

export function afterLogin(next: unknown): string {
  return typeof next === 'string' ? innerLink(next) : '/'
}
