import { describe, expect, it } from 'vitest'
import { createHttp, type WireRequest } from '@/shared/api/client'
import type { StaffRoutes } from '@/shared/api/operations'
import type { Session } from '@/shared/api/schema'
import { createSession } from '@/shared/lib/session'
import { createServerClock } from './clock'
import { createStaffSession, type StaffSession } from './session'
import { createShelf } from './shelf'

function phone(kept = new Map<string, unknown>()) {
  const keep = {
    read: <T>(key: string) => kept.get(key) as T | undefined,
    write: (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
    erase: (key: string) => void kept.delete(key),
  }
  return { kept, keep }
}

const worker = { token: 'staff-token', me: { id: '7', name: '赵大勇', permissions: ['repair.work'] } } as unknown as StaffSession
const owner = { accessToken: 'resident-token', refreshToken: 'r', me: { elderMode: false, houses: [] } } as unknown as Session

/** Both on one phone: a caretaker who lives where he works. */
function both(answer: (request: WireRequest) => number = () => 200) {
  const { kept, keep } = phone()
  const sent: WireRequest[] = []
  const send = async (request: WireRequest) => {
    sent.push(request)
    return { status: answer(request), data: {} }
  }
  const [resident, staff] = [createSession(keep), createStaffSession(keep)]
  resident.save(owner)
  staff.save(worker)
  const app = createHttp(send, resident.tokens, () => undefined)
  const admin = createHttp<StaffRoutes>(send, staff.tokens, () => undefined, '/admin/v1/')
  return { kept, keep, sent, resident, staff, app, admin }
}

describe('two people on one phone', () => {
  it('never send each other\'s token, nor to each other\'s surface', async () => {
    const { sent, app, admin } = both()
    await Promise.all([app.get('me', {}), admin.get('me', {}), app.post('ws-ticket', {}), admin.post('ws-ticket', {})])
    expect(sent.map((one) => `${one.path} ${one.headers.Authorization}`).sort()).toEqual([
      '/admin/v1/me Bearer staff-token',
      '/admin/v1/ws-ticket Bearer staff-token',
      '/app/v1/me Bearer resident-token',
      '/app/v1/ws-ticket Bearer resident-token',
    ])
  })

  it('log out each for himself', async () => {
    const { resident, staff, keep } = both()
    staff.tokens.clear()
    expect([resident.signedIn.value, staff.signedIn.value]).toEqual([true, false])
    staff.save(worker)
    resident.tokens.clear()
    expect([createSession(keep).signedIn.value, createStaffSession(keep).signedIn.value]).toEqual([false, true])
  })

  it('are not logged out by each other\'s expiry', async () => {
    const { resident, staff, admin } = both((request) => (request.path.startsWith('/admin') ? 401 : 200))
    await expect(admin.get('me', {})).rejects.toMatchObject({ code: 'auth.signed_out' })
    expect([resident.signedIn.value, staff.signedIn.value]).toEqual([true, false])
  })

  it('keep what they keep under names of their own', () => {
    const { kept } = both()
    expect([...kept.keys()].sort()).toEqual(['zj.elder', 'zj.session', 'zj.staff.session'])
  })
})

describe('the staff session', () => {
  it('is not renewed: one refusal ends it, without another request', async () => {
    const { sent, admin } = both(() => 401)
    await expect(admin.get('me', {})).rejects.toMatchObject({ status: 401 })
    expect(sent).toHaveLength(1)
  })

  it('survives a restart and knows its rights', () => {
    const { keep } = both()
    const again = createStaffSession(keep)
    expect([again.id.value, again.may('repair.work'), again.may('repair.collect')]).toEqual(['7', true, false])
  })
})

describe('the shelf', () => {
  const setup = () => createShelf<{ id: string }, { id: string; place: string }>(phone().keep)

  it('has the orders of the list, and forgets those that left it', () => {
    const shelf = setup()
    for (const id of ['1', '2']) shelf.putOrder('7', { id, place: id })
    shelf.putRows('7', [{ id: '2' }])
    expect([shelf.order('7', '1'), shelf.order('7', '2')?.place, shelf.rows('7').length]).toEqual([undefined, '2', 1])
  })

  it('shows nothing to another person', () => {
    const shelf = setup()
    shelf.putRows('7', [{ id: '1' }])
    shelf.putOrder('7', { id: '1', place: '2栋' })
    expect([shelf.rows('8'), shelf.order('8', '1')]).toEqual([[], undefined])
    shelf.putOrder('8', { id: '3', place: '' })
    expect(shelf.order('7', '1')).toBeUndefined()
  })

  it('does not grow beyond thirty', () => {
    const shelf = setup()
    for (let i = 0; i < 40; i++) shelf.putOrder('7', { id: String(i), place: '' })
    expect([shelf.order('7', '0'), shelf.order('7', '39')?.id]).toEqual([undefined, '39'])
  })
})

describe('the server\'s clock', () => {
  it('is learnt from answers and kept, so that a wrong phone tells no time to come', () => {
    const { keep } = phone()
    const clock = createServerClock(() => 600_000, keep)
    clock.learn(undefined)
    expect(clock.now()).toBe(600_000)
    clock.learn(10_000)
    expect(clock.now()).toBe(10_000)
    expect(createServerClock(() => 660_000, keep).now()).toBe(70_000)
  })
})
