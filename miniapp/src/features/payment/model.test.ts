import { describe, expect, it } from 'vitest'
import type { Payment, PaymentRow, Refund, RefundRow } from '@/shared/api/schema'
import { byYear, codeOf, factsOf, invoiceStateOf, linesOf, partProblem, partsOf, prepaidFits, refundNote, resultOf, sayCode, sayLeft, stepsOf, waits } from './model'

const now = Date.parse('2026-11-23T06:30:00Z')
const line = (over: Partial<Payment['lines'][number]> = {}) => ({ billId: '1', title: '物业费 2026年10月', principalFen: 18585, lateFen: 0, amountFen: 18585, refundedFen: 0, refundableFen: 18585, ...over })
const step = (act: string, at: string, reason = '') => ({ act, title: act, actor: '系统', reason, at }) as Payment['timeline'][number]
const payment = (over: Partial<Payment> = {}) =>
  ({ id: '9', state: 'paying', frozen: false, actions: ['pay', 'cancel'], totalFen: 18585, refundedFen: 0, houseId: '3', place: '1栋102', lines: [line()], refunds: [], timeline: [], ...over }) as Payment
const overpaid = (over: Partial<RefundRow> = {}) => ({ kind: 'overpaid', state: 'processing', amountFen: 18585, ...over }) as RefundRow

describe('what is paid', () => {
  it('says what a late fee adds and what went back', () => {
    expect(linesOf(payment({ lines: [line({ lateFen: 93, amountFen: 18678, refundedFen: 100 })] }))).toEqual([
      { key: '1', title: '物业费 2026年10月', amount: '¥186.78', note: '含违约金 ¥0.93 · 已退或正在退 ¥1.00' },
    ])
  })

  it('names a top-up, which has no bill', () => {
    expect(linesOf({ lines: [], totalFen: 20000 }).map((one) => `${one.title} ${one.amount}`)).toEqual(['预存款 ¥200.00'])
  })

  it.each([
    [900, '15:00'],
    [61, '1:01'],
    [9.9, '0:09'],
    [-3, '0:00'],
  ])('%d seconds are %s', (seconds, text) => expect(sayLeft(seconds)).toBe(text))
})

describe('the result', () => {
  const shown = (over: Partial<Payment>, left = false) => {
    const { title, next, mayCancel } = resultOf(payment(over), left)
    return [title, next, mayCancel]
  }

  it.each([
    ['the cashier was left', {}, true, ['还没有付款', 'pay', true]],
    ['somebody says it is paid', {}, false, ['正在确认支付结果', 'leave', false]],
    ['left, but it is in doubt', { state: 'unknown', actions: ['cancel'] }, true, ['正在确认支付结果', 'leave', false]],
    ['paid', { state: 'success', actions: ['receipt'] }, false, ['缴费成功', 'done', false]],
    ['paid although the cashier was left', { state: 'success', actions: ['receipt'] }, true, ['缴费成功', 'done', false]],
    ['closed', { state: 'closed', actions: [] }, false, ['这笔缴费已关闭', 'again', false]],
    ['closed, by code', { state: 'closed', actions: [], houseId: '' }, false, ['这笔缴费已关闭', 'leave', false]],
    ['frozen', { state: 'paying', frozen: true }, true, ['这笔缴费正在核对', 'leave', false]],
    ['the bill was paid meanwhile', { state: 'success', refunds: [overpaid()] }, false, ['账单已经缴过了', 'done', false]],
    ['a part was paid meanwhile', { state: 'success', refunds: [overpaid({ amountFen: 100 })] }, false, ['有一部分多付了', 'done', false]],
  ] as const)('%s', (_name, over, left, want) => expect(shown(over as unknown as Partial<Payment>, left)).toEqual(want))

  it('says when money came after the end, and not when it came in time', () => {
    const note = (...acts: string[]) => resultOf(payment({ state: 'success', timeline: acts.map((act) => step(act, '2026-11-23T06:00:00Z')) }), false).note
    expect(note('start', 'close', 'settle')).toContain('到得晚')
    expect(note('start', 'settle')).toBe('')
  })

  it('says where money that was too much is now', () => {
    const note = (state: RefundRow['state']) => resultOf(payment({ state: 'success', refunds: [overpaid({ state })] }), false).note
    expect(note('processing')).toContain('正在原路退回')
    expect(note('success')).toContain('已原路退回')
  })

  it.each([
    ['created', false, true],
    ['unknown', false, true],
    ['paying', true, false],
    ['success', false, false],
    ['closed', false, false],
  ] as const)('%s, frozen %s: worth asking %s', (state, frozen, want) => expect(waits({ state, frozen })).toBe(want))
})

describe('paying out of the prepaid balance', () => {
  const fresh = (over: Partial<Payment> = {}) => payment({ state: 'created', ...over })
  it.each([
    ['enough', fresh(), 18585, true],
    ['a fen short', fresh(), 18584, false],
    ['WeChat knows of it', fresh({ state: 'prepay_ok' }), 99999, false],
    ['by code', fresh({ houseId: '' }), 99999, false],
    ['the balance itself', fresh({ lines: [line({ title: '预存款 2026年11月' })] }), 99999, false],
  ])('%s', (_name, one, balance, want) => expect(prepaidFits(one, balance)).toBe(want))
})

describe('the history', () => {
  it('is by year in Shanghai, with the place, the way and what went back', () => {
    const row = (id: string, paidAt: string, over: Partial<PaymentRow> = {}) =>
      ({ id, title: '物业费', place: '1栋102', viaLabel: '微信支付', totalFen: 100, refundedFen: 0, stateLabel: '已支付', tone: 'good', paidAt, createdAt: paidAt, ...over }) as PaymentRow
    const groups = byYear([row('1', '2026-11-23T02:00:00Z', { refundedFen: 50 }), row('2', '2025-12-31T16:00:00Z'), row('3', '2025-12-31T15:59:00Z', { place: '' })], now)
    expect(groups.map((one) => [one.year, one.rows.map((r) => r.id)])).toEqual([
      ['2026年', ['1', '2']],
      ['2025年', ['3']],
    ])
    expect(groups[0]?.rows[0]).toMatchObject({ place: '1栋102', facts: '微信支付 · 今天 10:00', amount: '¥1.00', back: '已退或正在退 ¥0.50' })
    expect(groups[1]?.rows[0]?.place).toBe('代别人缴')
  })

  it('shows only facts that are something', () => {
    const facts = factsOf(payment({ place: '', payer: '我', viaLabel: '微信支付', paidAt: undefined, receiptNumber: '', number: 'N1' }), now)
    expect(facts.map((one) => one.name)).toEqual(['付款人', '方式', '单号'])
  })

  it('tells the story newest first, and the reason of a request only once', () => {
    const steps = stepsOf({ timeline: [step('ask', '2026-11-23T01:00:00Z', '多缴了'), step('refuse', '2026-11-23T02:00:00Z', '没有多缴')] }, now)
    expect(steps.map((one) => [one.title, one.reason, one.latest])).toEqual([
      ['refuse', '没有多缴', true],
      ['ask', '', false],
    ])
  })
})

describe('money back', () => {
  const refund = (over: Partial<Refund>) => ({ via: 'wechat', state: 'requested', account: '', ...over }) as Refund

  it.each([
    ['requested', 'wechat', '正在审批'],
    ['approved', 'wechat', '正在原路退回'],
    ['approved', 'cash', '到物业服务中心领取'],
    ['processing', 'wechat', '微信正在退款'],
    ['success', 'wechat', '已原路退回'],
    ['success', 'cash', '已经退回'],
    ['abnormal', 'wechat', '没能退回去'],
    ['refused', 'wechat', '没有同意'],
    ['closed', 'wechat', '没有完成'],
  ] as const)('%s by %s', (state, via, want) => expect(refundNote(refund({ state, via }))).toContain(want))

  it('names the account that it went to', () => expect(refundNote(refund({ state: 'success', account: '招商银行 0403' }))).toBe('已退到招商银行 0403。'))

  it('offers only bills of which something is left', () => {
    expect(partsOf(payment({ lines: [line(), line({ billId: '2', refundableFen: 0 })] })).map((one) => one.billId)).toEqual(['1'])
  })

  it.each([
    ['185.85', ''],
    ['0.01', ''],
    ['185.86', '最多可退 ¥185.85'],
    ['0', '请填写金额，最多两位小数'],
    ['1.234', '请填写金额，最多两位小数'],
    ['-1', '请填写金额，最多两位小数'],
    ['', '请填写金额，最多两位小数'],
  ])('%s yuan: %s', (yuan, want) => expect(partProblem({ billId: '1', title: '', most: '¥185.85', mostFen: 18585 }, yuan)).toBe(want))
})

describe('papers', () => {
  it('reads a code as people paste it', () => {
    expect(codeOf(' 7kq2-m8wd 3xra p4tn 9hce\n')).toBe('7KQ2M8WD3XRAP4TN9HCE')
    expect(sayCode('7KQ2M8WD3XRAP4TN9HCE')).toBe('7KQ2 M8WD 3XRA P4TN 9HCE')
  })

  it.each([
    ['applied', '正在开票'],
    ['issued', '发票已开好'],
    ['failed', '没有开成'],
    ['reversing', '发票正在红冲'],
    ['reversed', undefined],
  ])('an invoice that is %s', (state, want) => expect(invoiceStateOf({ invoice: { state } as Payment['invoice'] })?.title).toBe(want))
})
