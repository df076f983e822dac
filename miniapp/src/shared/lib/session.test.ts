import { describe, expect, it } from 'vitest'
import type { Home, MyHouse, Session } from '@/shared/api/schema'
import { createSession } from './session'

const house = (houseId: string, servicePhone: string) => ({ houseId, servicePhone }) as MyHouse
const signedIn = (over: Partial<Session['me']> = {}) =>
  ({
    accessToken: 'a',
    refreshToken: 'r',
    expiresAt: '',
    me: { id: '1', name: '王', phone: '', elderMode: false, currentHouseId: '2', houses: [house('1', '01'), house('2', '02')], ...over },
  }) as Session

function setup(kept = new Map<string, unknown>()) {
  const keep = {
    read: <T>(key: string) => kept.get(key) as T | undefined,
    write: (key: string, value: unknown) => void kept.set(key, value),
    erase: (key: string) => void kept.delete(key),
  }
  return { kept, session: createSession(keep) }
}

describe('session', () => {
  it('survives a restart', () => {
    const { kept, session } = setup()
    session.save(signedIn({ elderMode: true }))
    const next = setup(kept).session
    expect([next.tokens.access(), next.elder.value]).toEqual(['a', true])
  })

  it('takes the phone of the current house', () => {
    const { session } = setup()
    session.save(signedIn())
    expect(session.servicePhone.value).toBe('02')
  })

  it('keeps the reading size chosen before signing in when the home page comes', () => {
    const { session } = setup()
    session.save(signedIn({ elderMode: false }))
    session.setElder(true)
    session.adopt({ houses: [], house: undefined } as unknown as Home)
    expect(session.elder.value).toBe(true)
  })

  it('knows whom to call before there is a house, also after a restart', () => {
    const { kept, session } = setup()
    session.setDesk('400')
    expect([session.servicePhone.value, session.atHome.value]).toEqual(['400', false])
    session.save(signedIn({ houses: [] }))
    expect(setup(kept).session.servicePhone.value).toBe('400')
    session.save(signedIn())
    expect([session.servicePhone.value, session.atHome.value]).toEqual(['02', true])
  })

  it('keeps the reading size after signing out, and nothing else', () => {
    const { kept, session } = setup()
    session.save(signedIn({ elderMode: true }))
    session.tokens.clear()
    expect(session.signedIn.value).toBe(false)
    expect([...kept.values()]).toEqual([true])
  })

  it('adopts the houses of the home answer', () => {
    const { session } = setup()
    session.save(signedIn())
    session.adopt({ house: house('7', '07'), houses: [house('7', '07')] } as Home)
    expect(session.house.value?.houseId).toBe('7')
  })
})
