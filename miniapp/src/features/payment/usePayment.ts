import { onHide, onUnload } from '@dcloudio/uni-app'
import type { Payment } from '@/shared/api/schema'
import { useLive } from '@/shared/lib/useLive'
import { useLoad } from '@/shared/lib/useLoad'
import { paymentApi } from './api'
import { waits } from './model'
import { createPoll } from './poll'

/**
 * A payment as the server knows it now. While money is awaited the server is made to ask WeChat, again and again with
 * growing pauses as long as the page is in front and there is `more` to come; what this phone heard from WeChat counts for nothing.
 */
export function usePayment(id: () => string, more: (payment: Payment) => boolean = waits) {
  const load = useLoad(async () => {
    const seen = await paymentApi.get(id())
    // Not being able to ask WeChat is no failure of the page: what we know is shown, and asked again.
    return waits(seen) ? paymentApi.refresh(id()).catch(() => seen) : seen
  })
  const poll = createPoll({
    ask: async () => {
      await load.reload()
      return !load.data.value || more(load.data.value)
    },
    later: (run, ms) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
  useLive(['payment.changed', 'refund.changed'], poll.start, () => '')
  onHide(poll.stop)
  onUnload(poll.stop)
  return { data: load.data, error: load.error, reload: poll.start }
}
