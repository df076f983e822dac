import { yuan } from '@/shared/lib/money'
import { spokenTime } from '@/shared/lib/time'
import type { Column } from '@/shared/ui/column'
import { differenceText, payerTitle, type Line, type PaymentRow, type RefundRow, type ShiftView } from './model'

export const paymentColumns: Column<PaymentRow>[] = [
  { key: 'place', title: '房屋', text: (p) => p.place || '代缴' },
  { key: 'title', title: '缴什么', text: (p) => p.title },
  { key: 'total', title: '金额', width: '130px', align: 'right', text: (p) => yuan(p.totalFen) },
  { key: 'refunded', title: '已退', width: '110px', align: 'right', text: (p) => (p.refundedFen ? yuan(p.refundedFen) : '—') },
  { key: 'via', title: '方式', width: '190px', text: (p) => (p.voucher ? `${p.viaLabel} · ${p.voucher}` : p.viaLabel) },
  { key: 'payer', title: '付款人', width: '120px', text: (p) => (payerTitle(p) === '付款人' ? p.payer : `${p.payer}经手`) },
  { key: 'time', title: '时间', width: '150px', text: (p) => spokenTime(p.paidAt ?? p.createdAt) },
  { key: 'state', title: '状态', width: '120px' },
]

export const refundColumns: Column<RefundRow>[] = [
  { key: 'place', title: '房屋', text: (r) => r.place },
  { key: 'reason', title: '原因', text: (r) => r.reason },
  { key: 'amount', title: '退款', width: '130px', align: 'right', text: (r) => yuan(r.amountFen) },
  { key: 'via', title: '退回方式', width: '120px', text: (r) => r.viaLabel },
  { key: 'asked', title: '申请', width: '220px', text: (r) => `${r.askedBy} · ${spokenTime(r.createdAt)}` },
  { key: 'state', title: '状态', width: '130px' },
]

export const shiftColumns: Column<ShiftView>[] = [
  { key: 'cashier', title: '收费员', width: '110px', text: (s) => s.cashier },
  { key: 'span', title: '时间', text: (s) => `${spokenTime(s.openedAt)} – ${s.closedAt ? spokenTime(s.closedAt) : '现在'}` },
  { key: 'payments', title: '笔数', width: '80px', align: 'right', text: (s) => (s.state === 'closed' ? `${s.payments}` : '—') },
  { key: 'cash', title: '应有现金', width: '130px', align: 'right', text: (s) => (s.state === 'closed' ? yuan(s.cashFen) : '交班时清点') },
  { key: 'counted', title: '实点', width: '130px', align: 'right', text: (s) => (s.state === 'closed' ? yuan(s.countedFen) : '—') },
  { key: 'transfer', title: '转账', width: '130px', align: 'right', text: (s) => (s.state === 'closed' ? yuan(s.transferFen) : '—') },
  { key: 'state', title: '结果', width: '220px', text: (s) => (s.state === 'closed' ? differenceText(s.differenceFen) : '进行中') },
]

export const balanceColumns: Column<Line>[] = [
  { key: 'label', title: '科目', text: (l) => l.label },
  { key: 'debit', title: '借方', width: '190px', align: 'right', text: (l) => (l.debitFen ? yuan(l.debitFen) : '—') },
  { key: 'credit', title: '贷方', width: '190px', align: 'right', text: (l) => (l.creditFen ? yuan(l.creditFen) : '—') },
  { key: 'balance', title: '余额', width: '220px', align: 'right', text: (l) => (l.balanceFen === 0 ? '平' : `${l.balanceFen > 0 ? '借' : '贷'} ${yuan(Math.abs(l.balanceFen))}`) },
]
