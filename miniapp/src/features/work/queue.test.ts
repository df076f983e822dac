import { describe, expect, it } from 'vitest'
import { ApiError, offline } from '@/shared/api/client'
import { createQueue, mostActions, type Action, type Draft, type Shot } from './queue'

/** A phone with its storage, and a server that does each key once. */
function setup(over: { kept?: Action[]; room?: () => boolean } = {}) {
  const phone = { kept: over.kept ?? ([] as Action[]), staffId: '7', now: Date.parse('2026-11-26T02:00:00Z'), released: [] as string[], stores: 0 }
  const server = { down: undefined as ApiError | undefined, refuse: {} as Record<string, ApiError>, done: new Map<string, unknown>(), sends: [] as Action[], files: [] as string[], loseAnswers: false }
  const timers: { run: () => void; ms: number }[] = []
  let keys = 0
  const make = () =>
    createQueue({
      load: () => structuredClone(phone.kept),
      store(actions) {
        if (over.room && !over.room()) return false
        phone.kept = structuredClone(actions)
        phone.stores++
        return true
      },
      staffId: () => phone.staffId,
      async send(action, fileIds) {
        await Promise.resolve()
        if (server.down) throw server.down
        server.sends.push(structuredClone(action))
        const refusal = server.refuse[action.act]
        if (refusal) throw refusal
        if (!server.done.has(action.id)) server.done.set(action.id, { act: action.act, fileIds })
        if (server.loseAnswers) throw offline()
        return server.done.get(action.id)
      },
      async upload(shot: Shot) {
        await Promise.resolve()
        if (server.down) throw server.down
        server.files.push(shot.key)
        return `f-${shot.ref}`
      },
      release: async (ref) => void phone.released.push(ref),
      now: () => phone.now,
      newKey: () => `key-${++keys}`,
      later: (run, ms) => {
        const timer = { run, ms }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
      },
    })
  return { phone, server, timers, make, queue: make() }
}

const draft = (act: string, orderId = '1', refs: string[] = []): Draft => ({ orderId, label: '水管 · 2栋301', act, body: { note: act }, refs })
const changed = () => new ApiError(409, 'repair.changed', '工单现在是“已取消”，请刷新后再操作', [], { stateLabel: '已取消' })
const acts = (all: Action[]) => all.map((one) => one.act)

describe('with a network', () => {
  it('keeps first, sends then, and forgets what the server has', async () => {
    const { queue, phone, server } = setup()
    const outcome = queue.put(draft('arrive'))
    expect(acts(phone.kept)).toEqual(['arrive'])
    expect(server.sends).toEqual([])
    expect(await outcome).toEqual({ kind: 'sent', answer: { act: 'arrive', fileIds: [] } })
    expect([phone.kept, queue.actions.value]).toEqual([[], []])
  })

  it('says when it was done', async () => {
    const { queue, server } = setup()
    await queue.put(draft('arrive'))
    expect(server.sends[0]!.at).toBe('2026-11-26T02:00:00.000Z')
  })
})

describe('without a network', () => {
  it('keeps, tells so, and sends in the order of doing when the network is back', async () => {
    const { queue, server } = setup()
    server.down = offline()
    for (const act of ['depart', 'arrive', 'finish']) expect(await queue.put(draft(act))).toEqual({ kind: 'kept' })
    expect(acts(queue.waiting('1'))).toEqual(['depart', 'arrive', 'finish'])
    server.down = undefined
    await queue.flush()
    expect(acts(server.sends)).toEqual(['depart', 'arrive', 'finish'])
    expect(queue.actions.value).toEqual([])
  })

  it('tries again by itself, later and later', async () => {
    const { queue, server, timers } = setup()
    server.down = offline()
    await queue.put(draft('arrive'))
    expect(timers[0]!.ms).toBe(5_000)
    await timers.shift()!.run()
    await queue.flush()
    expect(timers.at(-1)!.ms).toBeGreaterThan(5_000)
  })

  it('keeps the key over all tries, so that a lost answer does not do it twice', async () => {
    const { queue, server } = setup()
    server.loseAnswers = true
    expect(await queue.put(draft('finish'))).toEqual({ kind: 'kept' })
    server.loseAnswers = false
    await queue.flush()
    expect(new Set(server.sends.map((one) => one.id)).size).toBe(1)
    expect([server.sends.length, server.done.size, queue.actions.value.length]).toEqual([2, 1, 0])
  })

  it.each([0, 408, 429, 500, 503])('takes status %i as no decision', async (status) => {
    const { queue, server } = setup()
    server.down = new ApiError(status, 'x', '')
    expect(await queue.put(draft('arrive'))).toEqual({ kind: 'kept' })
  })

  it('waits when its first try is still being done', async () => {
    const { queue, server } = setup()
    server.down = new ApiError(409, 'idem.busy', '')
    expect(await queue.put(draft('arrive'))).toEqual({ kind: 'kept' })
  })
})

describe('a phone that dies', () => {
  it('between keeping and sending: sends once after the restart', async () => {
    const { queue, phone, server, make } = setup()
    server.down = offline()
    await queue.put(draft('arrive'))
    server.down = undefined
    const again = make()
    expect(acts(again.actions.value)).toEqual(['arrive'])
    await Promise.all([again.flush(), again.flush()])
    expect([server.done.size, phone.kept.length]).toEqual([1, 0])
  })

  it('after the server had it: gets the first answer again', async () => {
    const { queue, phone, server, make } = setup()
    server.loseAnswers = true
    await queue.put(draft('finish'))
    const key = phone.kept[0]!.id
    server.loseAnswers = false
    await make().flush()
    expect([...server.done.keys()]).toEqual([key])
    expect(phone.kept).toEqual([])
  })
})

describe('refused', () => {
  it('stays with the server\'s sentence and the present state until seen', async () => {
    const { queue, phone, server } = setup()
    server.refuse.arrive = changed()
    expect(await queue.put(draft('arrive'))).toMatchObject({ kind: 'refused', refusal: { status: 409, stateLabel: '已取消' } })
    expect(phone.kept[0]!.refused!.detail).toContain('已取消')
    await queue.flush()
    expect(server.sends).toHaveLength(1)
    await queue.seen(phone.kept[0]!.id)
    expect(phone.kept).toEqual([])
  })

  it('holds back what follows on the order, and nothing of other orders', async () => {
    const { queue, server } = setup()
    server.down = offline()
    for (const [act, order] of [['arrive', '1'], ['finish', '1'], ['depart', '2']] as const) await queue.put(draft(act, order))
    server.down = undefined
    server.refuse.arrive = changed()
    await queue.flush()
    expect(acts(server.sends)).toEqual(['arrive', 'depart'])
    expect(acts(queue.actions.value)).toEqual(['arrive', 'finish'])
    await queue.seen(queue.refused.value[0]!.id)
    expect(acts(server.sends)).toEqual(['arrive', 'depart', 'finish'])
  })

  it('says what is wrong with a field rather than that something is', async () => {
    const { queue, server } = setup()
    server.refuse.finish = new ApiError(422, 'repair.input', '填写的内容有误', [{ field: 'causeCode', message: '请从给出的原因中选择' }])
    expect(await queue.put(draft('finish'))).toMatchObject({ refusal: { detail: '请从给出的原因中选择' } })
  })

  it('leaves its pictures to the form that is still open', async () => {
    const { queue, phone, server } = setup()
    server.refuse.finish = new ApiError(422, 'stock.short', '库存不够')
    const outcome = await queue.put(draft('finish', '1', ['a']))
    await queue.seen(outcome.kind === 'refused' ? outcome.id : '', { keepShots: true })
    expect([phone.kept, phone.released]).toEqual([[], []])
  })

  it('is not dropped by somebody who has not been shown it', async () => {
    const { queue, phone, server } = setup()
    server.down = offline()
    await queue.put(draft('arrive'))
    await queue.seen(phone.kept[0]!.id)
    expect(phone.kept).toHaveLength(1)
  })

  it('can be sent as done now when it had waited too long: another key', async () => {
    const { queue, phone, server } = setup()
    server.refuse.arrive = new ApiError(422, 'repair.time', '操作时间不对')
    await queue.put(draft('arrive'))
    const old = phone.kept[0]!
    server.refuse = {}
    phone.now += 86_400_000
    await queue.asOfNow(old.id)
    expect(server.sends[1]).toMatchObject({ at: '2026-11-27T02:00:00.000Z', act: 'arrive' })
    expect(server.sends[1]!.id).not.toBe(old.id)
    expect(phone.kept).toEqual([])
  })
})

describe('pictures', () => {
  it('go first, each with its own key, and leave the phone when the server has all', async () => {
    const { queue, phone, server } = setup()
    expect(await queue.put(draft('finish', '1', ['a', 'b']))).toMatchObject({ answer: { fileIds: ['f-a', 'f-b'] } })
    expect(new Set([...server.files, server.sends[0]!.id]).size).toBe(3)
    expect(phone.released).toEqual(['a', 'b'])
  })

  it('that arrived are not sent again', async () => {
    const { queue, phone, server, make } = setup()
    server.loseAnswers = true
    await queue.put(draft('finish', '1', ['a']))
    expect(phone.kept[0]!.shots[0]!.fileId).toBe('f-a')
    expect(phone.released).toEqual([])
    server.loseAnswers = false
    await make().flush()
    expect([server.files.length, server.done.size]).toEqual([1, 1])
  })
})

describe('the session', () => {
  it('that ended keeps everything; after the log-in it goes on', async () => {
    const { queue, phone, server, timers } = setup()
    server.down = new ApiError(401, 'auth.signed_out', '登录已过期，请重新登录。')
    expect(await queue.put(draft('arrive'))).toEqual({ kind: 'kept' })
    expect(timers).toEqual([])
    phone.staffId = ''
    await queue.flush()
    expect(phone.kept).toHaveLength(1)
    server.down = undefined
    phone.staffId = '7'
    await queue.flush()
    expect(phone.kept).toEqual([])
  })

  it('of another person sends nothing of the first', async () => {
    const { queue, phone, server, make } = setup()
    server.down = offline()
    await queue.put(draft('arrive'))
    server.down = undefined
    phone.staffId = '8'
    const other = make()
    await other.flush()
    expect([other.actions.value.length, other.ofOthers.value, server.sends.length]).toEqual([0, 1, 0])
  })

  it('of nobody takes nothing', async () => {
    const { queue, phone } = setup()
    phone.staffId = ''
    expect(await queue.put(draft('arrive'))).toMatchObject({ kind: 'none' })
  })
})

describe('bounds', () => {
  it('refuses the action after the hundredth in words, and keeps the hundred', async () => {
    const { queue, phone, server } = setup()
    server.down = offline()
    for (let i = 0; i < mostActions; i++) await queue.put(draft('depart', String(i)))
    const outcome = await queue.put(draft('depart', 'x'))
    expect(outcome).toMatchObject({ kind: 'none', sentence: expect.stringContaining('100') })
    expect(phone.kept).toHaveLength(mostActions)
  })

  it('does not send again and again when the phone fills up meanwhile', async () => {
    let room = true
    const { queue, phone, server } = setup({ room: () => room })
    server.down = offline()
    await queue.put(draft('arrive'))
    server.down = undefined
    room = false
    await queue.flush()
    expect([server.sends.length, queue.actions.value.length, phone.kept.length]).toEqual([1, 0, 1])
  })

  it('never says "kept" when the phone has no room', async () => {
    const { queue, server } = setup({ room: () => false })
    expect(await queue.put(draft('arrive'))).toMatchObject({ kind: 'none', sentence: expect.stringContaining('存储空间') })
    expect([server.sends.length, queue.actions.value.length]).toEqual([0, 0])
  })
})
