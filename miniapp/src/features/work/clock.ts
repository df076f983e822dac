const offsetKey = 'zj.staff.clock'

/**
 * The server's clock as far as this phone knows it: phones go wrong by minutes, and the server takes no time that lies
 * before it. Each answer tells the second in which it was written, so the guess is never ahead.
 */
export function createServerClock(now: () => number, kept: { read<T>(key: string): T | undefined; write(key: string, value: unknown): unknown }) {
  let offset = kept.read<number>(offsetKey) ?? 0
  return {
    now: () => now() + offset,
    learn(date: number | undefined) {
      if (date === undefined) return
      const learnt = date - now()
      if (Math.abs(learnt - offset) > 2_000) kept.write(offsetKey, learnt)
      offset = learnt
    },
  }
}
