import { describe, expect, it } from 'vitest'
import { kindLabel, moveOutProblem, occupancyOf } from './model'

const item = (code: string, state: 'ok' | 'warn' | 'block') => ({ code, label: code, state, detail: '' })

describe('house', () => {
  it('lets nobody move out over a blocking item', () => {
    expect(moveOutProblem([item('bill', 'block')], ['bill'], '2025-01-01', '出售')).toContain('必须先处理')
  })
  it('wants each warning confirmed, then a date and a reason', () => {
    const items = [item('repair', 'warn'), item('key', 'ok')]
    expect(moveOutProblem(items, [], '2025-01-01', '出售')).toContain('逐项确认')
    expect(moveOutProblem(items, ['repair'], '', '出售')).toContain('日期')
    expect(moveOutProblem(items, ['repair'], '2025-01-01', ' ')).toContain('原因')
    expect(moveOutProblem(items, ['repair'], '2025-01-01', '出售')).toBe('')
  })
  it('shows an unknown occupancy quietly and an unknown kind as it is', () => {
    expect(occupancyOf('ghost').label).toBe('未登记')
    expect(kindLabel('barn')).toBe('barn')
    expect(kindLabel('shop')).toBe('商铺')
  })
})
