import type { Connect, Connection } from '@/shared/platform/socket'

export type LiveKind = 'repair.changed' | 'binding.changed' | 'inbox.new' | 'billing.changed' | 'payment.changed' | 'refund.changed' | 'home.changed'

/** An event never carries data: it says "reload this". `resync` says "reload everything you show". */
export interface LiveEvent {
  kind: LiveKind | 'resync'
  ref: string
}

export interface LiveDeps {
  connect: Connect
  /** A one-time ticket; empty when nobody is signed in, rejects when the server does not answer. */
  ticket: () => Promise<string>
  later: (run: () => void, ms: number) => () => void
  random: () => number
}

export interface Live {
  listen(listener: (event: LiveEvent) => void): () => void
  /** Connects unless connected; call it when the app comes to the front or someone signs in. */
  wake(): void
  /** Disconnects until `wake`; the position in the stream is kept. */
  sleep(): void
}

interface ServerMessage {
  type: 'welcome' | 'resync' | 'event'
  seq?: number
  epoch?: string
  kind?: LiveKind
  ref?: string
}

/** The session ended, or another place of the same person took the connection: coming back at once would fight it. */
const final = [4403, 4409]
const firstDelay = 1_000
const longestDelay = 30_000

/** Delay before try number `attempt` (from 0): doubling, capped, with jitter so that clients do not return together. */
export function backOff(attempt: number, random: number) {
  const full = Math.min(longestDelay, firstDelay * 2 ** attempt)
  return Math.round(full * (0.5 + random / 2))
}

/** Keeps one connection alive while the app is awake and passes events to the pages in front. */
export function createLive({ connect, ticket, later, random }: LiveDeps): Live {
  const listeners = new Set<(event: LiveEvent) => void>()
  let awake = false
  let attempt = 0
  let round = 0
  let seq = 0
  let epoch = ''
  let connection: Connection | undefined
  let cancelTimer = () => {}

  const tell = (event: LiveEvent) => [...listeners].forEach((listener) => listener(event))

  function receive(message: ServerMessage) {
    if (message.type === 'event') {
      seq = message.seq ?? seq
      if (message.kind) tell({ kind: message.kind, ref: message.ref ?? '' })
      return
    }
    attempt = 0
    const lost = message.type === 'resync' || (epoch !== '' && message.epoch !== undefined && message.epoch !== epoch)
    seq = message.seq ?? (lost ? 0 : seq)
    epoch = message.epoch ?? (lost ? '' : epoch)
    if (lost) tell({ kind: 'resync', ref: '' })
  }

  function retry() {
    connection = undefined
    if (!awake) return
    cancelTimer()
    cancelTimer = later(() => void open(), backOff(attempt++, random()))
  }

  async function open() {
    const mine = ++round
    const pass = await ticket().catch(() => undefined)
    if (mine !== round || !awake) return
    if (pass === undefined) return retry()
    if (pass === '') {
      awake = false
      return
    }
    connection = connect({
      onOpen: () => connection?.send(JSON.stringify({ type: 'hello', ticket: pass, lastSeq: seq, epoch })),
      onMessage: (text) => mine === round && receive(JSON.parse(text) as ServerMessage),
      onClose: (code) => {
        if (mine !== round) return
        if (final.includes(code)) awake = false
        retry()
      },
    })
  }

  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    wake() {
      if (awake) return
      awake = true
      attempt = 0
      void open()
    },
    sleep() {
      awake = false
      round++
      cancelTimer()
      connection?.close()
      connection = undefined
    },
  }
}
