import { ref, type Ref } from 'vue'

export type LiveState = 'off' | 'connecting' | 'live' | 'waiting'

export interface LiveEvent {
  kind: string
  ref: string
  communityId: string
}

/** What the browser's WebSocket is used for; tests hand in a fake. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((e: { data: unknown }) => void) | null
  onclose: ((e: { code: number }) => void) | null
  send(text: string): void
  close(): void
}

export interface RealtimeOptions {
  ticket: () => Promise<string>
  open: () => Socket
  onEvent: (e: LiveEvent) => void
  /** The server cannot say what was missed: everything on screen must be read again. */
  onResync: () => void
  onRevoked: () => void
  later?: (act: () => void, ms: number) => () => void
  random?: () => number
}

export interface Realtime {
  state: Ref<LiveState>
  start(): void
  stop(): void
}

const sessionRevoked = 4403
/** A newer tab took the place; fighting for it would only push that one out. */
const pushedOut = 4409
const timer = (act: () => void, ms: number) => {
  const id = setTimeout(act, ms)
  return () => clearTimeout(id)
}

/** 1 s, 2 s, 4 s … 30 s, each spread over half to one and a half, so that a restart is no stampede. */
export function retryDelay(attempt: number, random: () => number): number {
  return Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + random())
}

/** Keeps one websocket alive and resumes where it stopped. An event only says "reload this". */
export function createRealtime(options: RealtimeOptions): Realtime {
  const later = options.later ?? timer
  const random = options.random ?? Math.random
  const state = ref<LiveState>('off')
  let socket: Socket | null = null
  let cancel = () => {}
  let attempt = 0
  let run = 0
  let lastSeq = 0
  let epoch = ''

  function receive(raw: unknown): void {
    const m = JSON.parse(String(raw)) as Record<string, unknown>
    if (typeof m.seq === 'number') lastSeq = m.seq
    if (typeof m.epoch === 'string') epoch = m.epoch
    if (m.type === 'event') {
      options.onEvent({ kind: String(m.kind), ref: String(m.ref ?? ''), communityId: String(m.communityId ?? '') })
      return
    }
    if (m.type !== 'welcome' && m.type !== 'resync') return
    attempt = 0
    state.value = 'live'
    if (m.type === 'resync') options.onResync()
  }

  function retry(mine: number): void {
    if (mine !== run) return
    state.value = 'waiting'
    cancel = later(() => void connect(mine), retryDelay(attempt++, random))
  }

  async function connect(mine: number): Promise<void> {
    state.value = 'connecting'
    let ticket: string
    try {
      ticket = await options.ticket()
    } catch {
      return retry(mine)
    }
    if (mine !== run) return
    const s = options.open()
    socket = s
    s.onopen = () => s.send(JSON.stringify({ type: 'hello', ticket, lastSeq, epoch }))
    s.onmessage = (e) => mine === run && receive(e.data)
    s.onclose = (e) => {
      if (mine !== run) return
      socket = null
      if (e.code !== sessionRevoked && e.code !== pushedOut) return retry(mine)
      stop()
      if (e.code === sessionRevoked) options.onRevoked()
    }
  }

  function stop(): void {
    run++
    cancel()
    socket?.close()
    socket = null
    state.value = 'off'
  }

  return {
    state,
    start() {
      stop()
      attempt = 0
      void connect(run)
    },
    stop,
  }
}
