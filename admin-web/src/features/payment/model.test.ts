import { describe, expect, it } from 'vitest'
import { collectable, counted, differenceText, mixedPayees, payerTitle, refundParts, refundSteps, standing, sumOf, voucherProblem, whyNotApprove, type PaymentLine, type RefundView } from './model'

const line = (billId: string, refundableFen: number): PaymentLine => ({ billId, title: '物业费', principalFen: refundableFen, lateFen: 0, amountFen: refundableFen, refundedFen: 0, refundableFen })
const refund = (over: Partial<RefundView>): RefundView => ({
  id: '1', paymentId: '2', state: 'requested', stateLabel: '', tone: 'warn', via: 'wechat', viaLabel: '微信支付', kind: 'bills', place: '1栋101', amountFen: 100, reason: '', askedBy: '张*国', failure: '', createdAt: '2026-03-02T02:00:00Z', number: '', account: '',
  voucher: '', approvals: 0, needed: 1, permission: 'payment.refund', approvers: [], lines: [], photos: [], timeline: [], actions: [], ...over,
})

describe('the desk', () => {
  it('asks for the number on the paper, as the server reads it', () => {
    expect([voucherProblem(''), voucherProblem(' A-1 '), voucherProblem('收1'), voucherProblem('A')]).toEqual(['请填写凭证号', '', '凭证号是 2 到 40 位的字母、数字或短横线', '凭证号是 2 到 40 位的字母、数字或短横线'])
  })

  it('never says of money in the drawer that it is to be paid', () => {
    const paid = { state: 'created', tone: 'info', stateLabel: '待支付' }
    expect([standing({ ...paid, via: 'cash' }).label, standing({ ...paid, via: 'wechat' }).label, standing({ via: 'cash', state: 'success', tone: 'good', stateLabel: '已支付' }).label]).toEqual(['待复核', '待支付', '已支付'])
    expect([payerTitle({ via: 'transfer' }), payerTitle({ via: 'wechat' }), payerTitle({ via: 'prepaid' })]).toEqual(['经手人', '付款人', '付款人'])
  })

  it('adds what the chosen bills cost and tells payees apart', () => {
    expect(sumOf([{ totalFen: 12_345 }, { totalFen: 5 }])).toBe(12_350)
    expect([mixedPayees([]), mixedPayees([{ merchantId: '1' }, { merchantId: '1' }]), mixedPayees([{ merchantId: '1' }, { merchantId: '' }])]).toEqual([false, false, true])
  })

  it('offers what nobody is paying and nobody disputes', () => {
    const bill = { state: 'published', totalFen: 1, lockNote: '' } as const
    expect([collectable(bill), collectable({ ...bill, state: 'partly_paid' }), collectable({ ...bill, state: 'disputed' }), collectable({ ...bill, totalFen: 0 }), collectable({ ...bill, lockNote: '张*正在支付' })]).toEqual([true, true, false, false, false])
  })

  it('counts notes and coins in whole fen', () => {
    expect(counted({ 10_000: '3', 50: '1', 10: ' 2 ' })).toBe(30_070)
    expect([counted({}), counted({ 100: '1.5' }), counted({ 100: '-1' })]).toEqual([0, undefined, undefined])
    expect([differenceText(0), differenceText(-250), differenceText(100)]).toEqual(['与应有现金一致', '短款 ¥2.50', '长款 ¥1.00'])
  })
})

describe('a refund', () => {
  it('takes parts by item and refuses more than is left', () => {
    expect(refundParts([line('1', 5_000), line('2', 300), line('3', 1)], { 1: '20.5', 2: '3.01', 3: '' })).toEqual({ parts: [{ billId: '1', amountFen: 2_050 }], sum: 2_050, problems: { 2: '最多可退 ¥3.00' } })
    expect(refundParts([line('1', 5_000)], { 1: '1.005' }).problems).toEqual({ 1: '请填写金额，最多两位小数' })
    expect(refundParts([line('1', 5_000)], { 1: '0' })).toEqual({ parts: [], sum: 0, problems: {} })
  })

  it('shows where it stands and what went wrong', () => {
    const states = (over: Partial<RefundView>) => refundSteps(refund(over)).map((s) => s.state)
    expect(states({})).toEqual(['done', 'now', 'next', 'next'])
    expect(states({ state: 'refused' })).toEqual(['done', 'bad', 'next', 'next'])
    expect(states({ state: 'approved' })).toEqual(['done', 'done', 'now', 'next'])
    expect(states({ state: 'processing' })).toEqual(['done', 'done', 'now', 'next'])
    expect(states({ state: 'abnormal' })).toEqual(['done', 'done', 'bad', 'next'])
    expect(states({ state: 'success' })).toEqual(['done', 'done', 'done', 'done'])
    expect(refundSteps(refund({ state: 'approved', via: 'cash' }))[2]?.note).toBe('等收费员付款')
    expect(refundSteps(refund({ approvals: 1, needed: 2 }))[1]?.note).toBe('1/2 人同意')
  })

  it('says why somebody cannot approve, and nothing to who can', () => {
    const all = () => true
    expect(whyNotApprove(refund({ actions: ['approve', 'refuse'] }), '周敏', all)).toBe('')
    expect(whyNotApprove(refund({ permission: 'payment.approve' }), '何丽', (p) => p !== 'payment.approve')).toContain('审批退款和大额收款')
    expect(whyNotApprove(refund({ askedBy: '周敏' }), '周敏', all)).toContain('您申请的')
    expect(whyNotApprove(refund({ approvers: ['周敏'], needed: 2, approvals: 1 }), '周敏', all)).toContain('已经同意')
    expect(whyNotApprove(refund({ state: 'success' }), '周敏', all)).toBe('')
  })
})
