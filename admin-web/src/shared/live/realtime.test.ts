import { describe, expect, it } from 'vitest'
import { createRealtime, retryDelay, type LiveEvent, type Socket } from './realtime'

function setup() {
  const sockets: (Socket & { sent: string[] })[] = []
  const waits: { act: () => void; ms: number }[] = []
  const seen = { events: [] as LiveEvent[], resyncs: 0, revoked: 0, tickets: 0 }
  const live = createRealtime({
    ticket: async () => `t${++seen.tickets}`,
    open: () => {
      const s = { onopen: null, onmessage: null, onclose: null, sent: [] as string[], send(t: string) { s.sent.push(t) }, close() {} }
      sockets.push(s)
      return s
    },
    onEvent: (e) => seen.events.push(e),
    onResync: () => seen.resyncs++,
    onRevoked: () => seen.revoked++,
    later: (act, ms) => {
      waits.push({ act, ms })
      return () => undefined
    },
    random: () => 0.5,
  })
  const settle = () => new Promise<void>((done) => queueMicrotask(() => queueMicrotask(done)))
  const tell = (n: number, message: object) => sockets[n]?.onmessage?.({ data: JSON.stringify(message) })
  return { live, sockets, waits, seen, settle, tell }
}

describe('realtime', () => {
  it('says hello with the ticket and passes events on', async () => {
    const t = setup()
    t.live.start()
    await t.settle()
    t.sockets[0]?.onopen?.()
    expect(JSON.parse(t.sockets[0]?.sent[0] ?? '')).toEqual({ type: 'hello', ticket: 't1', lastSeq: 0, epoch: '' })
    t.tell(0, { type: 'welcome', seq: 7, epoch: 'e1' })
    expect(t.live.state.value).toBe('live')
    t.tell(0, { type: 'event', seq: 8, kind: 'repair.changed', ref: '5', communityId: '1' })
    expect(t.seen.events).toEqual([{ kind: 'repair.changed', ref: '5', communityId: '1' }])
    expect(t.seen.resyncs).toBe(0)
  })

  it('comes back with a new ticket and resumes where it stopped', async () => {
    const t = setup()
    t.live.start()
    await t.settle()
    t.tell(0, { type: 'welcome', seq: 7, epoch: 'e1' })
    t.tell(0, { type: 'event', seq: 9, kind: 'inbox.new' })
    t.sockets[0]?.onclose?.({ code: 1006 })
    expect(t.live.state.value).toBe('waiting')
    t.waits[0]?.act()
    await t.settle()
    t.sockets[1]?.onopen?.()
    expect(JSON.parse(t.sockets[1]?.sent[0] ?? '')).toEqual({ type: 'hello', ticket: 't2', lastSeq: 9, epoch: 'e1' })
    t.tell(1, { type: 'resync', seq: 0, epoch: 'e2' })
    expect(t.seen.resyncs).toBe(1)
    expect(t.live.state.value).toBe('live')
  })

  it('stops for good when the session was revoked', async () => {
    const t = setup()
    t.live.start()
    await t.settle()
    t.sockets[0]?.onclose?.({ code: 4403 })
    expect(t.seen.revoked).toBe(1)
    expect(t.live.state.value).toBe('off')
    expect(t.waits).toHaveLength(0)
  })

  it('leaves its place to a newer tab without a fight', async () => {
    const t = setup()
    t.live.start()
    await t.settle()
    t.sockets[0]?.onclose?.({ code: 4409 })
    expect([t.live.state.value, t.seen.revoked, t.waits.length]).toEqual(['off', 0, 0])
  })

  it('waits longer each time, spread out, and never beyond 45 seconds', () => {
    expect(retryDelay(0, () => 0)).toBe(500)
    expect(retryDelay(2, () => 0.5)).toBe(4000)
    expect(retryDelay(20, () => 0.999)).toBeLessThan(45_000)
  })
})
