import { describe, expect, it } from 'vitest'
import { createPoll } from './poll'

/** A clock that runs only when told: each entry is a wait that was asked for. */
function bench(answers: boolean[]) {
  const waits: number[] = []
  let next: (() => void) | undefined
  let asked = 0
  const poll = createPoll({
    ask: () => Promise.resolve(answers[asked++] ?? true),
    later: (run, ms) => {
      waits.push(ms / 1000)
      next = run
      return () => (next = undefined)
    },
  })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    poll,
    waits,
    count: () => asked,
    waiting: () => next !== undefined,
    async pass() {
      const run = next
      next = undefined
      run?.()
      await settle()
    },
  }
}

describe('asking again', () => {
  it('waits longer each time, and at most half a minute', async () => {
    const b = bench([])
    await b.poll.start()
    for (let i = 0; i < 8; i++) await b.pass()
    expect(b.waits).toEqual([2, 3, 5, 8, 13, 20, 30, 30, 30])
  })

  it('ends when there is nothing to wait for', async () => {
    const b = bench([true, false])
    await b.poll.start()
    await b.pass()
    expect([b.count(), b.waiting()]).toEqual([2, false])
  })

  it('asks at once and starts over when the server says something', async () => {
    const b = bench([])
    await b.poll.start()
    await b.pass()
    await b.poll.start()
    expect(b.waits).toEqual([2, 3, 2])
  })

  it('is silent after the page was left, also when an answer is under way', async () => {
    const b = bench([])
    const first = b.poll.start()
    b.poll.stop()
    await first
    expect([b.count(), b.waiting()]).toEqual([1, false])
  })
})
