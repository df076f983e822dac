import { onScopeDispose, ref, type Ref } from 'vue'

/** The present, again every half minute: what is left of a promise goes by without any event. */
export function useNow(every = 30_000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), every)
  onScopeDispose(() => clearInterval(timer))
  return now
}
