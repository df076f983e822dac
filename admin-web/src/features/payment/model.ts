import type { PaymentLine, RefundPart, RefundView, StaffBillRow } from '@/shared/api/types.gen'
import { fenOf, yuan } from '@/shared/lib/money'

export type {
  CollectForm, DeskPrepaid, DeskTopUpForm, DifferenceDecision, DifferencePage, DifferenceView, IncomeLine, IncomeReport, JournalPage, Keys, LedgerJournal, Line, MerchantForm, MerchantList, MerchantView, PaymentLine, PaymentPage, PaymentRow,
  PaymentView, PayOutForm, ProbeResult, ReconcilePage, ReconcileRun, RefundForm, RefundPage, RefundRow, RefundView, ShiftPage, ShiftView, StaffBillPage, StaffBillRow, TrialBalance,
} from '@/shared/api/types.gen'

export const stateOptions = [
  { value: '', label: '全部状态' }, { value: 'success', label: '已支付' }, { value: 'created', label: '待支付' }, { value: 'paying', label: '支付中' }, { value: 'unknown', label: '确认中' }, { value: 'closed', label: '已关闭' },
] as const

export const viaOptions = [{ value: '', label: '全部方式' }, { value: 'wechat', label: '微信支付' }, { value: 'cash', label: '现金' }, { value: 'transfer', label: '银行转账' }, { value: 'prepaid', label: '预存款' }] as const

export const refundStateOptions = [
  { value: '', label: '全部状态' }, { value: 'requested', label: '待审批' }, { value: 'approved', label: '已同意' }, { value: 'processing', label: '退款中' }, { value: 'abnormal', label: '退款异常' }, { value: 'success', label: '已退款' },
  { value: 'refused', label: '未同意' }, { value: 'closed', label: '已关闭' },
] as const

export const deskVia = [{ value: 'cash', label: '现金' }, { value: 'transfer', label: '银行转账' }] as const

type Paid = { via: string; state: string; tone: string; stateLabel: string }
const overDesk = (p: { via: string }): boolean => p.via === 'cash' || p.via === 'transfer'

/** How a payment stands. Money over the desk that is not booked yet was paid: it waits for a colleague, not for the payer. */
export const standing = (p: Paid): { tone: string; label: string } => (overDesk(p) && p.state === 'created' ? { tone: 'warn', label: '待复核' } : { tone: p.tone, label: p.stateLabel })

/** Over the desk the book knows who took the money, not who brought it. */
export const payerTitle = (p: { via: string }): string => (overDesk(p) ? '经手人' : '付款人')

/** What is wrong with a voucher number; it is what the paper says, so nothing is made up. */
export function voucherProblem(text: string): string {
  const t = text.trim()
  if (!t) return '请填写凭证号'
  return /^[0-9A-Za-z-]{2,40}$/.test(t) ? '' : '凭证号是 2 到 40 位的字母、数字或短横线'
}

/** What can be taken over the desk now: nobody is paying it and it is not in dispute. The server decides once more. */
export const collectable = (b: Pick<StaffBillRow, 'state' | 'totalFen' | 'lockNote'>): boolean => (b.state === 'published' || b.state === 'partly_paid') && b.totalFen > 0 && !b.lockNote

/** What the chosen bills cost; the server compares it before it takes anything. */
export const sumOf = (bills: readonly Pick<StaffBillRow, 'totalFen'>[]): number => bills.reduce((n, b) => n + b.totalFen, 0)

/** Bills of different payees cannot be paid in one go. */
export const mixedPayees = (bills: readonly Pick<StaffBillRow, 'merchantId'>[]): boolean => new Set(bills.map((b) => b.merchantId)).size > 1

/** The typed amounts as parts of a refund; problems by bill, in the words of the field. */
export function refundParts(lines: readonly PaymentLine[], typed: Record<string, string>): { parts: RefundPart[]; sum: number; problems: Record<string, string> } {
  const parts: RefundPart[] = []
  const problems: Record<string, string> = {}
  for (const l of lines) {
    const text = (typed[l.billId] ?? '').trim()
    const fen = fenOf(text)
    if (!text || fen === 0) continue
    if (fen === undefined) problems[l.billId] = '请填写金额，最多两位小数'
    else if (fen > l.refundableFen) problems[l.billId] = `最多可退 ${yuan(l.refundableFen)}`
    else parts.push({ billId: l.billId, amountFen: fen })
  }
  return { parts, sum: parts.reduce((n, p) => n + p.amountFen, 0), problems }
}

export interface RefundStep {
  label: string
  note: string
  state: 'done' | 'now' | 'next' | 'bad'
}

const backBy: Record<string, string> = { wechat: '原路退回微信', prepaid: '退回预存款', cash: '退现金', transfer: '转账退回' }

/** Where a refund stands between asking and the payer's account. */
export function refundSteps(r: Pick<RefundView, 'state' | 'via' | 'needed' | 'approvals' | 'askedBy' | 'kind' | 'failure'>): RefundStep[] {
  const asked: RefundStep = { label: '申请', note: r.askedBy, state: 'done' }
  const approved: RefundStep = { label: '审批', note: r.kind === 'overpaid' ? '多付的钱，不用审批' : `${r.approvals}/${r.needed} 人同意`, state: 'done' }
  const sent: RefundStep = { label: backBy[r.via] ?? '退款', note: '', state: 'next' }
  const done: RefundStep = { label: '到账', note: '', state: 'next' }
  if (r.state === 'requested') approved.state = 'now'
  else if (r.state === 'refused') Object.assign(approved, { state: 'bad', note: '没有同意' })
  else if (r.state === 'approved') Object.assign(sent, { state: 'now', note: r.via === 'wechat' ? r.failure || '等待提交' : '等收费员付款' })
  else if (r.state === 'processing') Object.assign(sent, { state: 'now', note: '微信正在处理' })
  else if (r.state === 'abnormal') Object.assign(sent, { state: 'bad', note: r.failure || '没有到账' })
  else if (r.state === 'closed') Object.assign(sent, { state: 'bad', note: '已关闭，钱没有退' })
  else sent.state = done.state = 'done'
  return [asked, approved, sent, done]
}

/** Why whoever looks at a waiting refund cannot approve it; empty when he can. */
export function whyNotApprove(r: Pick<RefundView, 'state' | 'actions' | 'approvers' | 'permission'>, me: string, can: (permission: string) => boolean): string {
  if (r.state !== 'requested' || r.actions.includes('approve')) return ''
  if (!can(r.permission)) return r.permission === 'payment.approve' ? '这个金额要由有“审批退款和大额收款”权限的同事审批。' : '要由有退款权限的同事审批。'
  return r.approvers.includes(me) ? '您已经同意，还要另一位同事同意。' : '这是您申请的，要由另一位同事审批。'
}

/** Notes and coins from the largest, in fen. */
export const denominations = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10] as const

/** What was counted, in fen; undefined while a count is no whole number. */
export function counted(pieces: Record<number, string>): number | undefined {
  let sum = 0
  for (const d of denominations) {
    const text = (pieces[d] ?? '').trim()
    if (text && !/^\d{1,6}$/.test(text)) return undefined
    sum += d * Number(text || 0)
  }
  return sum
}

/** What a count missed, in words. */
export function differenceText(fen: number): string {
  if (fen === 0) return '与应有现金一致'
  return fen > 0 ? `长款 ${yuan(fen)}` : `短款 ${yuan(-fen)}`
}
