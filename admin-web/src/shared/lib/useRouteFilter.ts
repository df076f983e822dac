import { reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * Filters that live in the address (so they can be linked) and are remembered per page:
 * opening the page without a query brings back what was chosen last.
 */
export function useRouteFilter<F extends Record<string, string>>(name: string, defaults: F): F {
  const route = useRoute()
  const router = useRouter()
  const slot = `zj.filter.${name}`
  const given = Object.keys(defaults).some((k) => route.query[k] !== undefined)
  const filter = reactive({ ...defaults, ...(given ? pick(route.query) : recall()) }) as F

  function pick(source: Record<string, unknown>): Partial<F> {
    const out: Record<string, string> = {}
    for (const k of Object.keys(defaults)) if (typeof source[k] === 'string') out[k] = source[k]
    return out as Partial<F>
  }
  function recall(): Partial<F> {
    try {
      return pick(JSON.parse(sessionStorage.getItem(slot) ?? '{}') as Record<string, unknown>)
    } catch {
      return {}
    }
  }
  const page = route.name
  let writing = 0
  watch(filter, async (f) => {
    sessionStorage.setItem(slot, JSON.stringify(f))
    const query: Record<string, string | undefined> = {}
    for (const [k, v] of Object.entries(f)) query[k] = v === defaults[k] ? undefined : v
    writing++
    await router.replace({ query: { ...route.query, ...query } })
    writing--
  })
  // Back, forward and links to the page that is open already; synchronous, so that our own writing is told apart.
  watch(() => route.query, (query) => {
    if (writing || route.name !== page) return
    if (Object.keys(defaults).some((k) => query[k] !== undefined)) Object.assign(filter, { ...defaults, ...pick(query) })
  }, { flush: 'sync' })
  return filter
}
