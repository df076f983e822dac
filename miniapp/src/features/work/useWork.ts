import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { routes } from '@/shared/lib/routes'
import { here, replace } from '@/shared/platform/nav'
import { live, queue } from './app'
import { staff } from './client'

let sleeping: ReturnType<typeof setTimeout> | undefined

/**
 * What each page of staff does when it comes to the front: without a session it asks for the log-in; otherwise it loads,
 * stays current about `ref` (everything when empty), and sends what waits.
 */
export function useWork(reload: () => unknown, ref: () => string = () => '') {
  let stop = () => {}
  const end = () => {
    stop()
    stop = () => {}
    // Another page of staff may come to the front in the same moment.
    sleeping = setTimeout(() => live.sleep(), 3_000)
  }
  onShow(() => {
    stop()
    if (!staff.signedIn.value) return replace(routes.workLogin(here()))
    clearTimeout(sleeping)
    live.wake()
    stop = live.listen((event) => {
      if (event.kind === 'resync' || (event.kind === 'repair.changed' && (!ref() || !event.ref || event.ref === ref()))) void reload()
    })
    void reload()
    void queue.flush()
  })
  onHide(end)
  onUnload(end)
}
