import type { Payment, PaymentRow, Refund } from '@/shared/api/schema'
import { fenOf, sayFen } from '@/shared/lib/money'
import { sayMoment, sayYear } from '@/shared/lib/time'
import type { StepView } from '@/shared/lib/timeline'

export interface LineView {
  key: string
  title: string
  amount: string
  note: string
}

/** What is paid, bill by bill, with the sums of the server. */
export function linesOf({ lines, totalFen }: Pick<Payment, 'lines' | 'totalFen'>): LineView[] {
  if (lines.length === 0) return [{ key: 'topup', title: '预存款', amount: sayFen(totalFen), note: '' }]
  return lines.map((line) => ({
    key: line.billId,
    title: line.title,
    amount: sayFen(line.amountFen),
    note: [line.lateFen > 0 && `含违约金 ${sayFen(line.lateFen)}`, line.refundedFen > 0 && `已退或正在退 ${sayFen(line.refundedFen)}`].filter(Boolean).join(' · '),
  }))
}

/** 14:32 as a clock counts down; hours never occur. */
export function sayLeft(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** Whether the money of a payment is still expected, so that it is worth asking again. */
export function waits({ state, frozen }: Pick<Payment, 'state' | 'frozen'>): boolean {
  return !frozen && state !== 'success' && state !== 'closed'
}

/** Whether a house's prepaid balance can pay this: all of it, nothing announced to WeChat, and not the balance itself. */
export function prepaidFits(payment: Payment, balanceFen: number): boolean {
  return payment.state === 'created' && payment.houseId !== '' && balanceFen >= payment.totalFen && payment.lines.length > 0 && !payment.lines.some((line) => line.title.startsWith('预存款'))
}

export type Next = 'pay' | 'again' | 'leave' | 'done'

export interface ResultView {
  icon: string
  tone: 'good' | 'info' | 'warn' | 'neutral' | 'danger'
  title: string
  note: string
  /** The one main action, and a quieter one when there is a choice. */
  next: Next
  mayCancel: boolean
}

/** Money came after the order had been closed: closing stands before settling in the story. */
function cameLate({ timeline }: Payment): boolean {
  const closed = timeline.findIndex((step) => step.act === 'close')
  const settled = timeline.findIndex((step) => step.act === 'settle')
  return closed >= 0 && settled > closed
}

function paid(payment: Payment): ResultView {
  const view: ResultView = { icon: 'check', tone: 'good', title: '缴费成功', note: '', next: 'done', mayCancel: false }
  const back = payment.refunds.find((one) => one.kind === 'overpaid')
  if (back) {
    const when = back.state === 'success' ? '已原路退回，请在微信「服务通知」里查看。' : '正在原路退回，一般几分钟到账，银行卡要 1 至 3 个工作日。'
    return { ...view, icon: 'info', tone: 'info', title: back.amountFen >= payment.totalFen ? '账单已经缴过了' : '有一部分多付了', note: `多付的 ${sayFen(back.amountFen)} ${when}` }
  }
  if (cameLate(payment)) return { ...view, note: '这笔钱到得晚了一些，已经为您入账，不用再付。' }
  return view
}

/**
 * What the server says about a payment, in words. `left`: the person shut the cashier; this only chooses between two
 * sentences about a payment that is still open.
 */
export function resultOf(payment: Payment, left: boolean): ResultView {
  const may = (act: Payment['actions'][number]) => payment.actions.includes(act)
  if (payment.frozen) {
    return { icon: 'alert', tone: 'warn', title: '这笔缴费正在核对', note: '微信通知的金额和账单不一致。请不要再付，物业会尽快与您联系。', next: 'leave', mayCancel: false }
  }
  if (payment.state === 'success') return paid(payment)
  if (payment.state === 'closed') {
    return { icon: 'stop', tone: 'neutral', title: '这笔缴费已关闭', note: '没有扣款。万一微信里已经扣了钱，我们会自动入账或原路退回，不会丢。', next: payment.houseId ? 'again' : 'leave', mayCancel: false }
  }
  if (left && may('pay')) {
    return { icon: 'clock', tone: 'warn', title: '还没有付款', note: '账单还为您留着，可以接着付。', next: 'pay', mayCancel: may('cancel') }
  }
  return { icon: 'clock', tone: 'info', title: '正在确认支付结果', note: '通常不超过 1 分钟。您可以离开，有结果会通知您，请不要重复付款。', next: 'leave', mayCancel: false }
}

export interface RowView {
  id: string
  title: string
  place: string
  facts: string
  amount: string
  back: string
  stateLabel: string
  tone: string
}

export interface YearGroup {
  year: string
  rows: RowView[]
}

/** Payments by the year in which they were made, newest first as the server sorts them. */
export function byYear(rows: PaymentRow[], now: number): YearGroup[] {
  const groups: YearGroup[] = []
  for (const row of rows) {
    const year = `${sayYear(row.paidAt ?? row.createdAt)}年`
    const view = {
      id: row.id,
      title: row.title,
      place: row.place || '代别人缴',
      facts: `${row.viaLabel} · ${sayMoment(row.paidAt ?? row.createdAt, now)}`,
      amount: sayFen(row.totalFen),
      back: row.refundedFen > 0 ? `已退或正在退 ${sayFen(row.refundedFen)}` : '',
      stateLabel: row.stateLabel,
      tone: row.tone,
    }
    const group = groups[groups.length - 1]
    if (group?.year === year) group.rows.push(view)
    else groups.push({ year, rows: [view] })
  }
  return groups
}

export interface Fact {
  name: string
  value: string
}

export function factsOf(payment: Payment, now: number): Fact[] {
  const facts: [string, string][] = [
    ['房屋', payment.place],
    ['付款人', payment.payer],
    ['方式', payment.viaLabel],
    ['支付时间', sayMoment(payment.paidAt, now)],
    ['收据编号', payment.receiptNumber],
    ['单号', payment.number],
  ]
  return facts.filter(([, value]) => value).map(([name, value]) => ({ name, value }))
}

/** The story of a payment or refund, newest first. */
export function stepsOf({ timeline }: Pick<Payment, 'timeline'>, now: number): StepView[] {
  return [...timeline].reverse().map((step, index) => ({
    key: `${step.at}-${index}`,
    title: step.title,
    who: step.actor,
    time: sayMoment(step.at, now),
    reason: step.act === 'ask' ? '' : step.reason,
    photos: [],
    latest: index === 0,
  }))
}

/** What a refund is waiting for, or how it ended. */
export function refundNote(refund: Refund): string {
  const wechat = refund.via === 'wechat'
  switch (refund.state) {
    case 'requested':
      return '物业正在审批。有结果会通知您，不用再申请。'
    case 'approved':
      return wechat || refund.via === 'prepaid' ? '已经同意，正在原路退回。' : '已经同意，请到物业服务中心领取。'
    case 'processing':
      return '微信正在退款。零钱一般几分钟到账，银行卡要 1 至 3 个工作日。'
    case 'success':
      return refund.account ? `已退到${refund.account}。` : wechat ? '已原路退回，可以在微信「服务通知」里查看。' : '已经退回。'
    case 'abnormal':
      return '微信没能退回去，常见的原因是银行卡已注销。物业会与您联系，改用其他方式退给您。'
    case 'refused':
      return '物业没有同意这次退款。如有疑问，请联系物业。'
    case 'closed':
      return '这次退款没有完成，钱还在物业账上。请联系物业。'
  }
}

export interface PartView {
  billId: string
  title: string
  most: string
  mostFen: number
}

/** The bills of a payment of which something can still go back. */
export function partsOf({ lines }: Payment): PartView[] {
  return lines
    .filter((line) => line.refundableFen > 0)
    .map((line) => ({ billId: line.billId, title: line.title, most: sayFen(line.refundableFen), mostFen: line.refundableFen }))
}

/** What is wrong with an amount to go back; empty when nothing is. */
export function partProblem(part: PartView, yuan: string): string {
  const fen = fenOf(yuan)
  if (fen === undefined || fen < 1) return '请填写金额，最多两位小数'
  return fen > part.mostFen ? `最多可退 ${part.most}` : ''
}

export const refundReasons = ['多缴了', '缴错房屋', '已经减免', '房屋已经卖出', '服务没有提供']

/** A receipt's code as people type or paste it: without blanks, in capitals. */
export const codeOf = (typed: string) => typed.toUpperCase().replace(/[^2-9A-Z]/g, '')

/** Twenty letters in groups of four. */
export const sayCode = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')

/** Where an e-invoice stands; undefined when one can be asked for. */
export function invoiceStateOf({ invoice }: Pick<Payment, 'invoice'>): { icon: string; tone: string; title: string; note: string } | undefined {
  switch (invoice?.state) {
    case 'applied':
      return { icon: 'clock', tone: 'info', title: '正在开票', note: '一般几分钟开好，可以离开这一页。' }
    case 'issued':
      return { icon: 'check', tone: 'good', title: '发票已开好', note: '' }
    case 'failed':
      return { icon: 'alert', tone: 'danger', title: '没有开成', note: '请联系物业服务中心，由工作人员为您开票。' }
    case 'reversing':
      return { icon: 'clock', tone: 'warn', title: '发票正在红冲', note: '因为退款，原来的发票要作废。完成后可以按剩下的金额重新开票。' }
  }
  return undefined
}
