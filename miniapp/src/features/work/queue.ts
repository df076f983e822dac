import { computed, shallowRef } from 'vue'
import { ApiError } from '@/shared/api/client'

/**
 * What a worker does to an order goes through this queue, with a network or without: it is kept on the phone first, then
 * sent, in order for each order, with one idempotency key for all tries. So a phone that dies between keeping and sending
 * sends it once later, and a phone that dies after sending gets the first answer again.
 *
 * No answer, 5xx and 429 keep an action; 401 keeps all and waits for the log-in. A refusal is kept with the server's
 * sentence until the worker has seen it, and holds back what follows on the same order; other orders go on.
 */

/** A picture that waits on the phone. Its key is that of its upload; `fileId` is there once the server has it. */
export interface Shot {
  key: string
  ref: string
  fileId?: string
}

export interface Refusal {
  status: number
  code: string
  detail: string
  /** Where the order stands now, in words, when that is why. */
  stateLabel: string
}

/** The act of reading a meter; its `orderId` is the meter's. */
export const readAct = 'read'

export interface Action {
  /** Also its idempotency key. */
  id: string
  staffId: string
  orderId: string
  /** What the order is called, for the list of what waits. */
  label: string
  act: string
  body: Record<string, unknown>
  /** When it was done, by the server's clock as far as the phone knows it. */
  at: string
  shots: Shot[]
  refused?: Refusal
}

export type Draft = Pick<Action, 'orderId' | 'label' | 'act' | 'body'> & { refs: string[] }

export type Outcome =
  | { kind: 'sent'; answer: unknown }
  /** On the phone only; it goes out by itself. */
  | { kind: 'kept' }
  | { kind: 'refused'; id: string; refusal: Refusal }
  /** Not even on the phone: nothing happened. */
  | { kind: 'none'; sentence: string }

export interface QueueDeps {
  load(): Action[] | undefined
  /** False when the phone has no room. */
  store(actions: Action[]): boolean
  /** Who is logged in; empty when nobody is. */
  staffId(): string
  send(action: Action, fileIds: string[]): Promise<unknown>
  /** Sends one picture and answers its id. */
  upload(shot: Shot, act: string): Promise<string>
  release(ref: string): Promise<void>
  /** Now by the server's clock, as far as the phone knows it. */
  now(): number
  newKey(): string
  later(run: () => void, ms: number): () => void
}

export const mostActions = 100
const firstDelay = 5_000
const longestDelay = 120_000

export type Queue = ReturnType<typeof createQueue>

export function createQueue(deps: QueueDeps) {
  const all = shallowRef<Action[]>(deps.load() ?? [])
  const running = shallowRef(false)
  const answers = new Map<string, unknown>()
  let run: Promise<void> | undefined
  let again = false
  let attempt = 0
  let cancelTimer = () => {}

  const mine = computed(() => all.value.filter((one) => one.staffId === deps.staffId()))

  /** What the phone could not keep would come back after a restart, and the server would know its key. */
  function keep(next: Action[]) {
    all.value = next
    deps.store(next)
  }

  const change = (id: string, what: Partial<Action>) => keep(all.value.map((one) => (one.id === id ? { ...one, ...what } : one)))

  async function drop(id: string, keepShots = false) {
    const gone = all.value.find((one) => one.id === id)
    keep(all.value.filter((one) => one.id !== id))
    for (const shot of keepShots ? [] : (gone?.shots ?? [])) await deps.release(shot.ref).catch(() => undefined)
  }

  /** The first of each order that nothing holds back. */
  function next(): Action | undefined {
    const blocked = new Set<string>()
    return mine.value.find((one) => {
      if (one.refused) blocked.add(one.orderId)
      return !blocked.has(one.orderId)
    })
  }

  async function attemptOne(action: Action) {
    const fileIds: string[] = []
    for (const shot of action.shots) {
      const fileId = shot.fileId ?? (await deps.upload(shot, action.act))
      shot.fileId = fileId
      keep([...all.value])
      fileIds.push(fileId)
    }
    answers.set(action.id, await deps.send(action, fileIds))
  }

  /** Sends until nothing is left or the network, the server or the session ends it. */
  async function drain() {
    for (let action = next(); action; action = next()) {
      try {
        await attemptOne(action)
      } catch (cause) {
        if (!isRefusal(cause)) return giveUpForNow(cause)
        change(action.id, { refused: refusalOf(cause) })
        continue
      }
      attempt = 0
      await drop(action.id)
    }
  }

  function giveUpForNow(cause: unknown) {
    cancelTimer()
    if (cause instanceof ApiError && cause.status === 401) return
    cancelTimer = deps.later(() => void flush(), Math.min(longestDelay, firstDelay * 2 ** attempt++))
  }

  /** Sends what waits; calls that meet a running one wait for it, and for one more round. */
  async function flush(): Promise<void> {
    if (run) {
      again = true
      return run
    }
    if (!deps.staffId()) return
    cancelTimer()
    running.value = true
    run = (async () => {
      do {
        again = false
        await drain()
      } while (again && next())
    })().finally(() => {
      run = undefined
      running.value = false
    })
    return run
  }

  /** Keeps what was done, then tries to send it. */
  async function put(draft: Draft): Promise<Outcome> {
    const staffId = deps.staffId()
    if (!staffId) return { kind: 'none', sentence: '请先登录，再操作。' }
    if (all.value.length >= mostActions) {
      return { kind: 'none', sentence: `手机里已有 ${mostActions} 项没有提交，请先联网提交，再继续操作。` }
    }
    const { refs, ...rest } = draft
    const action: Action = {
      ...rest,
      id: deps.newKey(),
      staffId,
      at: new Date(deps.now()).toISOString(),
      shots: refs.map((ref) => ({ ref, key: deps.newKey() })),
    }
    if (!deps.store([...all.value, action])) return { kind: 'none', sentence: '手机存储空间不够，没有保存。请清理一些空间后再试。' }
    all.value = [...all.value, action]
    await flush()
    const left = all.value.find((one) => one.id === action.id)
    if (left?.refused) return { kind: 'refused', id: action.id, refusal: left.refused }
    if (left) return { kind: 'kept' }
    const answer = answers.get(action.id)
    answers.delete(action.id)
    return { kind: 'sent', answer }
  }

  return {
    /** Of the person logged in, in the order in which they were done. */
    actions: mine,
    /** How many others left on this phone; they go out when those log in. */
    ofOthers: computed(() => all.value.length - mine.value.length),
    refused: computed(() => mine.value.filter((one) => one.refused)),
    running,
    waiting: (orderId: string) => mine.value.filter((one) => one.orderId === orderId),
    find: (id: string) => mine.value.find((one) => one.id === id),
    put,
    flush,
    /**
     * The worker has seen why it was refused: it is dropped, and what follows on the order is tried. Its pictures stay
     * when the form it came from is still open.
     */
    async seen(id: string, { keepShots = false } = {}) {
      if (!mine.value.some((one) => one.id === id && one.refused)) return
      await drop(id, keepShots)
      await flush()
    },
    /** Sends a refused action as done now: another intent, so another key. */
    async asOfNow(id: string) {
      change(id, { id: deps.newKey(), at: new Date(deps.now()).toISOString(), refused: undefined })
      await flush()
    },
  }
}

/** The server looked at it and said no. A repeat that meets its first try is no refusal. */
function isRefusal(cause: unknown): boolean {
  if (!(cause instanceof ApiError)) return false
  const { status, code } = cause
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status) && code !== 'idem.busy'
}

function refusalOf(cause: unknown): Refusal {
  const { status, code, detail, fields, meta } = cause as ApiError
  return { status, code, detail: fields[0]?.message || detail, stateLabel: meta.stateLabel ?? '' }
}
