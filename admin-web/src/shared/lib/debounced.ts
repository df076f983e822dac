import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Follows `source` once it has been quiet for `ms`. */
export function debounced(source: () => string, ms = 250): Ref<string> {
  const out = ref(source())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (out.value = value), ms)
  })
  onScopeDispose(() => clearTimeout(timer))
  return out
}
