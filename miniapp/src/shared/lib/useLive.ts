import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { live } from '@/shared/app'
import type { LiveKind } from './live'

/**
 * Keeps a page current: runs `reload` each time the page comes to the front and when the server says that something of
 * these kinds changed (about `ref`, when the page shows one thing).
 */
export function useLive(kinds: LiveKind[], reload: () => unknown, ref: () => string = () => '') {
  let stop = () => {}
  const end = () => {
    stop()
    stop = () => {}
  }
  onShow(() => {
    end()
    stop = live.listen((event) => {
      const concerns = event.kind === 'resync' || (kinds.includes(event.kind) && (!ref() || !event.ref || event.ref === ref()))
      if (concerns) void reload()
    })
    void reload()
  })
  onHide(end)
  onUnload(end)
}
