import { computed, ref } from 'vue'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'

/** Seconds that are left of what the server said at some moment; this phone's own date plays no part. */
export function useCountdown() {
  const end = ref(0)
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  onShow(() => {
    stop()
    now.value = Date.now()
    timer = setInterval(() => (now.value = Date.now()), 1000)
  })
  onHide(stop)
  onUnload(stop)
  return {
    left: computed(() => Math.max(0, Math.round((end.value - now.value) / 1000))),
    set(seconds: number) {
      now.value = Date.now()
      end.value = now.value + seconds * 1000
    },
  }
}
