import type { DifferenceView, MerchantView, ReconcileRun } from '@/shared/api/types.gen'
import { addDays } from '@/shared/lib/time'
import type { Column } from '@/shared/ui/column'
import { yuan } from '@/shared/lib/money'

/** A day of one account. Without a run nothing was compared, which is another thing than "no differences". */
export interface Day {
  key: string
  day: string
  merchantId: string
  merchant: string
  run?: ReconcileRun
}

/**
 * The days of every account, yesterday first: today's bill comes tomorrow. A week always, and up to n days back to the
 * first one that was compared: before it there may have been no account.
 */
export function daysOf(runs: readonly ReconcileRun[], merchants: readonly Pick<MerchantView, 'id' | 'name'>[], today: string, n = 21): Day[] {
  const known = new Map(runs.map((r) => [`${r.merchantId}:${r.day}`, r]))
  const first = (merchant: string) => runs.filter((r) => r.merchantId === merchant).reduce((day, r) => (r.day < day ? r.day : day), addDays(today, -7))
  return Array.from({ length: n }, (_, i) => addDays(today, -1 - i)).flatMap((day) =>
    merchants.filter((m) => day >= first(m.id)).map((m) => ({ key: `${m.id}:${day}`, day, merchantId: m.id, merchant: m.name, run: known.get(`${m.id}:${day}`) })))
}

/** How a day stands, in a word, and how loudly. */
export function verdict(run: ReconcileRun | undefined): { tone: string; label: string } {
  if (!run) return { tone: 'neutral', label: '还没有核对' }
  if (run.state === 'waiting') return { tone: 'info', label: run.stateLabel }
  if (run.state === 'failed') return { tone: 'danger', label: run.stateLabel }
  return run.differences ? { tone: 'warn', label: `${run.differences} 处差异` } : { tone: 'good', label: '核对一致' }
}

type Kind = DifferenceView['kind']

/** The five ways in which our book and WeChat's bill may disagree, and what to do about each. */
export const kinds: readonly { value: Kind; label: string; hint: string }[] = [
  { value: 'channel_missing', label: '微信没有这笔', hint: '打开收款，点“问微信”。微信也说没有的，不要退款，先上报，再向付款人要微信账单截图。' },
  { value: 'local_missing', label: '系统没有这笔', hint: '钱到了商户号，系统没有支付单。查清是谁付的、付什么：该收的在收银台补收，不该收的从微信商户平台退回，再写明处理结果。' },
  { value: 'amount', label: '金额不一致', hint: '先看是哪一笔，不要退款。按微信账单核对金额，账簿要更正的上报财务主管，写明差多少、为什么。' },
  { value: 'status', label: '状态不一致', hint: '打开收款，点“问微信”，系统会按微信的回答入账；入账后写明已处理。' },
  { value: 'refund', label: '退款不一致', hint: '打开退款看进度。微信已退、系统没记的会自动补记；系统有、微信没有的，请再等一天重新核对，仍没有就上报。' },
]
export const kindOptions = [{ value: '', label: '全部种类' }, ...kinds.map((k) => ({ value: k.value, label: k.label }))]
export const hintOf = (kind: Kind): string => kinds.find((k) => k.value === kind)?.hint ?? ''

export const differenceStates = [{ value: 'open', label: '待处理' }, { value: 'escalated', label: '已上报' }, { value: 'manual', label: '已处理' }, { value: 'auto', label: '自动处理' }, { value: '', label: '全部' }] as const
const tones: Record<DifferenceView['state'], string> = { open: 'warn', escalated: 'danger', manual: 'good', auto: 'good' }
export const differenceTone = (state: DifferenceView['state']): string => tones[state]

/** What may still be decided of a difference. */
export const decisions = (d: Pick<DifferenceView, 'state'>): ('manual' | 'escalate')[] => (d.state === 'open' ? ['manual', 'escalate'] : d.state === 'escalated' ? ['manual'] : [])

export const dayColumns: Column<Day>[] = [
  { key: 'day', title: '账单日', width: '120px', text: (d) => d.day },
  { key: 'merchant', title: '商户', text: (d) => d.merchant },
  { key: 'trades', title: '微信收款', width: '190px', align: 'right', text: (d) => (d.run?.state === 'done' ? `${d.run.trades} 笔 ${yuan(d.run.tradeFen)}` : '—') },
  { key: 'refunds', title: '微信退款', width: '190px', align: 'right', text: (d) => (d.run?.state === 'done' ? `${d.run.refunds} 笔 ${yuan(d.run.refundFen)}` : '—') },
  { key: 'fee', title: '手续费', width: '110px', align: 'right', text: (d) => (d.run?.state === 'done' ? yuan(d.run.feeFen) : '—') },
  { key: 'verdict', title: '结果', width: '220px' },
]
