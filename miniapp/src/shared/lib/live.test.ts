import { describe, expect, it } from 'vitest'
import type { ConnectionEvents } from '@/shared/platform/socket'
import { backOff, createLive, type LiveEvent } from './live'

function setup(ticket: () => Promise<string> = async () => 't1') {
  const opened: { events: ConnectionEvents; sent: string[]; closed: boolean }[] = []
  const timers: { run: () => void; ms: number; cancelled: boolean }[] = []
  const events: LiveEvent[] = []
  const live = createLive({
    ticket,
    random: () => 1,
    later: (run, ms) => {
      const timer = { run, ms, cancelled: false }
      timers.push(timer)
      return () => (timer.cancelled = true)
    },
    connect: (connectionEvents) => {
      const one = { events: connectionEvents, sent: [] as string[], closed: false }
      opened.push(one)
      return { send: (text) => one.sent.push(text), close: () => (one.closed = true) }
    },
  })
  live.listen((event) => events.push(event))
  const at = (index: number) => opened[index]!
  const say = (index: number, message: object) => at(index).events.onMessage(JSON.stringify(message))
  return { live, opened, timers, events, at, say }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('live', () => {
  it('says hello with a ticket and passes events on', async () => {
    const { live, at, say, events } = setup()
    live.wake()
    await settle()
    at(0).events.onOpen()
    expect(JSON.parse(at(0).sent[0]!)).toEqual({ type: 'hello', ticket: 't1', lastSeq: 0, epoch: '' })
    say(0, { type: 'welcome', seq: 4, epoch: 'a' })
    say(0, { type: 'event', seq: 5, kind: 'repair.changed', ref: '9' })
    expect(events).toEqual([{ kind: 'repair.changed', ref: '9' }])
  })

  it('comes back with its position after a lost connection', async () => {
    const { live, at, say, timers } = setup()
    live.wake()
    await settle()
    say(0, { type: 'welcome', seq: 4, epoch: 'a' })
    say(0, { type: 'event', seq: 5, kind: 'inbox.new', ref: '' })
    at(0).events.onClose(1006)
    timers[0]!.run()
    await settle()
    at(1).events.onOpen()
    expect(JSON.parse(at(1).sent[0]!)).toMatchObject({ lastSeq: 5, epoch: 'a' })
  })

  it('asks everything to reload on resync and on a new epoch', async () => {
    const { live, say, events } = setup()
    live.wake()
    await settle()
    say(0, { type: 'welcome', seq: 4, epoch: 'a' })
    say(0, { type: 'resync' })
    say(0, { type: 'welcome', seq: 1, epoch: 'b' })
    say(0, { type: 'welcome', seq: 2, epoch: 'c' })
    expect(events.map((event) => event.kind)).toEqual(['resync', 'resync'])
  })

  it('waits longer after each failure and starts over after a welcome', async () => {
    const { live, at, say, timers } = setup()
    live.wake()
    for (let i = 0; i < 3; i++) {
      await settle()
      at(i).events.onClose(1006)
      timers[i]!.run()
    }
    await settle()
    say(3, { type: 'welcome', seq: 0, epoch: 'a' })
    at(3).events.onClose(4408)
    expect(timers.map((timer) => timer.ms)).toEqual([1000, 2000, 4000, 1000])
  })

  it('tries again when no ticket is given', async () => {
    const { live, opened, timers } = setup(() => Promise.reject(new Error('down')))
    live.wake()
    await settle()
    expect(opened).toHaveLength(0)
    expect(timers).toHaveLength(1)
  })

  it('waits for someone to sign in, and connects at once then', async () => {
    let pass = ''
    const { live, opened, timers } = setup(async () => pass)
    live.wake()
    await settle()
    expect([opened.length, timers.length]).toEqual([0, 0])
    pass = 't2'
    live.wake()
    await settle()
    expect(opened).toHaveLength(1)
  })

  it('stays away when the session was revoked, until it is woken', async () => {
    const { live, at, timers, opened } = setup()
    live.wake()
    await settle()
    at(0).events.onClose(4403)
    expect(timers).toHaveLength(0)
    live.wake()
    await settle()
    expect(opened).toHaveLength(2)
  })

  it('opens nothing after sleep, even when the ticket comes late', async () => {
    const { live, opened } = setup()
    live.wake()
    live.sleep()
    await settle()
    expect(opened).toHaveLength(0)
  })

  it('jitters between half and full delay, capped at 30 s', () => {
    expect(backOff(0, 0)).toBe(500)
    expect(backOff(10, 1)).toBe(30_000)
  })
})
