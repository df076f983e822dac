/** How long to wait before each further look, in seconds; the last one repeats. A live event makes the next look now. */
const pauses = [2, 3, 5, 8, 13, 20, 30]

export interface PollDeps {
  /** Looks once; answers whether it is worth looking again. */
  ask: () => Promise<boolean>
  later: (run: () => void, ms: number) => () => void
}

/** Looks again with growing pauses while there is something to wait for. It needs no websocket and does not mind one. */
export function createPoll({ ask, later }: PollDeps) {
  let round = 0
  let cancel = () => {}

  async function look(mine: number, times: number) {
    const more = await ask()
    if (mine !== round || !more) return
    const seconds = pauses[Math.min(times, pauses.length - 1)] ?? 30
    cancel = later(() => void look(mine, times + 1), seconds * 1000)
  }

  function stop() {
    round++
    cancel()
  }

  return {
    stop,
    /** Looks now and starts over with short pauses. */
    start() {
      stop()
      return look(round, 0)
    },
  }
}
