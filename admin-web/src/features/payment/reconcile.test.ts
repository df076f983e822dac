import { describe, expect, it } from 'vitest'
import { daysOf, decisions, hintOf, kinds, verdict } from './reconcile'
import type { ReconcileRun } from './model'

const run = (over: Partial<ReconcileRun>): ReconcileRun => ({ id: '9', merchantId: '1', merchant: '翠湖', day: '2026-03-01', state: 'done', stateLabel: '已核对', trades: 1, tradeFen: 100, refunds: 0, refundFen: 0, feeFen: 0, differences: 0, problem: '', ...over })

describe('reconciliation', () => {
  it('lists every past day of every account, compared or not', () => {
    const days = daysOf([run({})], [{ id: '1', name: '翠湖' }, { id: '2', name: '湖滨' }], '2026-03-02', 2)
    expect(days.map((d) => [d.day, d.merchant, d.run?.id])).toEqual([['2026-03-01', '翠湖', '9'], ['2026-03-01', '湖滨', undefined], ['2026-02-28', '翠湖', undefined], ['2026-02-28', '湖滨', undefined]])
  })

  it('goes back a week, and farther as far as anything was compared', () => {
    const back = (runs: ReconcileRun[]) => daysOf(runs, [{ id: '1', name: '翠湖' }], '2026-03-22').length
    expect([back([]), back([run({ day: '2026-03-12' })]), back([run({ day: '2026-03-12', merchantId: '2' })]), back([run({ day: '2026-01-01' })])]).toEqual([7, 10, 7, 21])
  })

  it('never calls a day that was not compared one without differences', () => {
    expect(verdict(undefined)).toEqual({ tone: 'neutral', label: '还没有核对' })
    expect(verdict(run({ state: 'failed', stateLabel: '未取得账单' }))).toEqual({ tone: 'danger', label: '未取得账单' })
    expect(verdict(run({ state: 'waiting', stateLabel: '等待账单' }))).toEqual({ tone: 'info', label: '等待账单' })
    expect(verdict(run({ differences: 2 }))).toEqual({ tone: 'warn', label: '2 处差异' })
    expect(verdict(run({}))).toEqual({ tone: 'good', label: '核对一致' })
  })

  it('knows what to do about each of the five kinds, and when it is over', () => {
    expect(kinds).toHaveLength(5)
    expect(kinds.map((k) => hintOf(k.value)).every((h) => h.length > 10)).toBe(true)
    expect([decisions({ state: 'open' }), decisions({ state: 'escalated' }), decisions({ state: 'manual' }), decisions({ state: 'auto' })]).toEqual([['manual', 'escalate'], ['manual'], [], []])
  })
})
