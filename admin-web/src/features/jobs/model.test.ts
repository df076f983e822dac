import { expect, it } from 'vitest'
import { every, health, lasted, outcome, type Line, type Outbox, type Schedule, type Work } from './model'

it.each([[60, '每分钟'], [300, '每 5 分钟'], [3600, '每小时'], [86_400, '每天'], [90, '每 90 秒']])('says how often: %i', (seconds, words) => {
  expect(every(seconds)).toBe(words)
})

it('says how long', () => {
  expect([lasted(0), lasted(999), lasted(3512)]).toEqual(['0 毫秒', '999 毫秒', '3.5 秒'])
})

const run = (result: 'ok' | 'failed' | 'skipped') => ({ startedAt: '2026-03-02T02:00:00Z', tookMs: 1, result, error: '', worker: 'w' })
const line = (last?: ReturnType<typeof run>): Line => ({ name: 'audit:seal', for: '加封', everySeconds: 60, nextAt: '2026-03-02T02:01:00Z', last })

it('tells failed, late and never apart', () => {
  expect([outcome(undefined).tone, outcome(run('ok')).tone, outcome(run('failed')).tone, outcome(run('skipped')).tone]).toEqual(['neutral', 'good', 'danger', 'warn'])
})

const schedule = (leader: string, ...items: Line[]): Schedule => ({ items, leader })
const work = (outbox: Partial<Outbox> = {}): Work => ({ queues: [], outbox: { due: 0, later: 0, handedOver: 0, dead: 0, lagSeconds: 0, ...outbox } })

it('names the worst first', () => {
  expect(health(schedule('w', line(run('ok'))), work()).tone).toBe('good')
  expect(health(schedule('w', line(run('failed'))), work()).text).toContain('1 项')
  expect(health(schedule('w', line(run('failed'))), work({ dead: 3 })).text).toContain('3 条')
  expect(health(schedule('w'), work({ dead: 3, lagSeconds: 61 })).tone).toBe('danger')
  expect(health(schedule(''), work({ lagSeconds: 61 })).text).toContain('没有进程')
})
