import { onScopeDispose, reactive, watch } from 'vue'

/**
 * Marks rows that appeared or changed since the last look, for two seconds. `rows` is undefined while
 * they are not known; a new `scope` (another filter) starts over, so that it does not light up everything.
 */
export function useGlow<T>(rows: () => readonly T[] | undefined, id: (row: T) => string, stamp: (row: T) => string, scope: () => string) {
  const glowing = reactive(new Set<string>())
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let seen: Map<string, string> | null = null
  let seenScope = ''

  watch(
    [rows, scope],
    ([list, current]) => {
      if (current !== seenScope) seen = null
      seenScope = current
      if (!list) return
      const next = list.map((r) => [id(r), stamp(r)] as const)
      if (seen) for (const [key, at] of next) if (seen.get(key) !== at) light(key)
      // Rows that merely left the page are remembered, or a paging step would light them again.
      seen = new Map([...(seen ?? []), ...next])
    },
    { immediate: true },
  )

  function light(key: string): void {
    glowing.add(key)
    const timer = setTimeout(() => {
      glowing.delete(key)
      timers.delete(timer)
    }, 2000)
    timers.add(timer)
  }
  onScopeDispose(() => timers.forEach(clearTimeout))
  return { glows: (row: T) => glowing.has(id(row)) }
}
