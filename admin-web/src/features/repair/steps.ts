import { fenOf, plainYuan } from '@/shared/lib/money'
import { addDays, beijingDay, beijingIso } from '@/shared/lib/time'
import type { Action, Repair } from './model'

/** What a person typed; pictures and houses are kept beside it. */
export type Values = Record<string, string>

export interface FieldSpec {
  key: string
  kind: 'text' | 'area' | 'choice' | 'select' | 'photos' | 'slot' | 'moment' | 'house' | 'order' | 'incident'
  label: string
  /** What to say when nothing was given. */
  required?: string
  /** What is wrong with what was given; false when nothing is. */
  judge?: (v: Values) => string | false
  hint?: string
  max?: number
  options?: readonly { value: string; label: string }[]
  when?: (v: Values, o: Repair) => boolean
  start?: (o: Repair) => string
}

/** One step of an order that is a short form, or no form at all. */
export interface StepSpec {
  path: string
  title: string
  confirm: string
  done: string
  hint?: string
  danger?: boolean
  fields: FieldSpec[]
  body: (v: Values, photos: string[], o: Repair) => object
}

const note = (label: string, text: string | false, max = 200): FieldSpec => ({ key: 'note', kind: 'area', label, max, required: text || undefined })
const photos = (label: string, required: string | false, when?: FieldSpec['when']): FieldSpec => ({ key: 'photos', kind: 'photos', label, required: required || undefined, when })
const said = (v: Values, pictures: string[]) => ({ note: v.note ?? '', ...(pictures.length ? { photoFileIds: pictures } : {}) })
const money = (text: string | undefined) => fenOf(text ?? '') ?? 0

export const holdReasons = [{ value: 'parts', label: '等配件' }, { value: 'owner', label: '等业主' }, { value: 'third_party', label: '等第三方' }] as const

export const steps: Partial<Record<Action, StepSpec>> = {
  grab: { path: 'grab', title: '抢单', confirm: '抢单', done: '抢到了，请按约定时间上门', fields: [], body: () => ({}) },
  accept: { path: 'accept', title: '接单', confirm: '接单', done: '已接单，请按约定时间上门', fields: [], body: () => ({}) },
  depart: { path: 'depart', title: '我已出发', confirm: '出发', done: '已通知住户您在路上', fields: [], body: () => ({}) },
  arrive: { path: 'arrive', title: '我已到场', confirm: '到场', done: '已登记到场', fields: [], body: () => ({}) },
  offer: { path: 'offer', title: '放入抢单池', confirm: '放入', done: '已放入抢单池，会修的师傅都能看到', fields: [], body: () => ({}) },
  resume: { path: 'resume', title: '继续处理', confirm: '继续', done: '已继续，时限重新计时', fields: [], body: () => ({}) },
  unmerge: { path: 'unmerge', title: '恢复单独处理', confirm: '恢复', done: '已恢复为单独的工单', fields: [], body: () => ({}) },
  approve_quote: { path: 'quote-check', title: '通过报价', confirm: '通过', done: '已通过，报价已发给业主确认', fields: [], body: () => ({ approve: true }) },
  start: {
    path: 'start', title: '开始维修', confirm: '开始', done: '已开始维修', fields: [photos('维修前照片', '请至少拍一张维修前的照片', (_, o) => o.needsBeforePhoto)], body: said,
  },
  decline_quote: {
    path: 'quote-check', title: '退回报价', confirm: '退回', done: '已退回，师傅会重新报价', fields: [note('原因', '请写明退回的原因，师傅会看到')], body: (v) => ({ approve: false, note: v.note ?? '' }),
  },
  return: {
    path: 'return', title: '退单', confirm: '退单', danger: true, done: '已退单，工单回到抢单池', hint: '一张工单最多退两次，之后由主管安排。', fields: [note('原因', '请写明为什么不能修')], body: said,
  },
  no_show: {
    path: 'no-show', title: '家中无人', confirm: '登记', done: '已登记，请与住户另约时间', hint: '到场等满 15 分钟后才能登记；两次家中无人，工单会取消。',
    fields: [photos('门口照片', '请在门口拍一张照片'), note('说明', false)], body: said,
  },
  hold: {
    path: 'hold', title: '暂停处理', confirm: '暂停', done: '已暂停，到时会自动继续', hint: '只有“等业主”会暂停时限，等配件和等第三方不会。',
    fields: [
      { key: 'reason', kind: 'choice', label: '等什么', options: holdReasons, start: () => 'parts' },
      { key: 'resumeAt', kind: 'moment', label: '什么时候继续', required: '请选择继续的日期', start: () => addDays(beijingDay(), 1) },
      note('说明', false),
    ],
    body: (v, p) => ({ reason: v.reason, resumeAt: beijingIso(v.resumeAt ?? '', '09:00'), ...said(v, p) }),
  },
  answer: {
    path: 'quote-answer', title: '登记业主答复', confirm: '登记', done: '已登记业主的答复', hint: '超过 500 元需要业主本人确认。请留下录音编号或签字单。',
    fields: [
      { key: 'accept', kind: 'choice', label: '答复', options: [{ value: 'yes', label: '接受报价' }, { value: 'no', label: '不接受' }], start: () => 'yes' },
      { key: 'via', kind: 'choice', label: '怎么确认的', options: [{ value: 'voice', label: '电话录音' }, { value: 'paper', label: '签字单' }], start: () => 'voice' },
      { key: 'speaker', kind: 'choice', label: '谁确认的', options: [{ value: 'owner', label: '业主' }, { value: 'member', label: '家庭成员' }], start: () => 'owner' },
      { key: 'evidence', kind: 'text', label: '录音编号', max: 100, when: (v) => v.via === 'voice', required: '请填写录音编号' },
      photos('签字单照片', '请上传签字单的照片', (v) => v.via === 'paper'),
      note('说明', false),
    ],
    body: (v, p) => ({ accept: v.accept === 'yes', via: v.via, speaker: v.speaker, evidence: v.evidence ?? '', ...said(v, p) }),
  },
  pay: {
    path: 'collect', title: '登记收款', confirm: '登记收款', done: '已登记收款',
    fields: [
      { key: 'amount', kind: 'text', label: '实收（元）', start: (o) => plainYuan(o.quoteFen), judge: (v) => (money(v.amount) > 0 ? false : '请填写金额，最多两位小数') },
      { key: 'method', kind: 'choice', label: '方式', options: [{ value: 'cash', label: '现金' }, { value: 'transfer', label: '转账' }, { value: 'pos', label: '刷卡' }], start: () => 'cash' },
      { key: 'voucher', kind: 'text', label: '收据编号', max: 40, hint: '字母、数字和横线，同一小区不能重复', judge: (v) => (/^[A-Za-z0-9-]+$/.test(v.voucher ?? '') ? false : '请填写收据编号，只能用字母、数字和横线') },
    ],
    body: (v) => ({ amountFen: money(v.amount), method: v.method, voucher: v.voucher }),
  },
  visit: {
    path: 'visit', title: '登记回访', confirm: '登记', done: '已登记回访',
    fields: [
      { key: 'good', kind: 'choice', label: '住户怎么说', options: [{ value: 'yes', label: '修好了，满意' }, { value: 'no', label: '没修好或不满意' }], start: () => 'yes' },
      { key: 'note', kind: 'area', label: '记录', max: 300, hint: '没修好的工单会重新处理', judge: (v) => (v.good === 'no' && !v.note?.trim() ? '请写明哪里没修好' : false) },
    ],
    body: (v) => ({ good: v.good === 'yes', note: v.note ?? '' }),
  },
  reschedule: {
    path: 'reschedule', title: '改约上门时间', confirm: '改约', done: '已改约，住户和师傅会收到通知', fields: [{ key: 'slot', kind: 'slot', label: '新的上门时间', required: '请选择日期和时段' }, note('说明', false)],
    body: (v) => slotOf(v.slot ?? '', v.note),
  },
  occupant: {
    path: 'occupant', title: '登记新住户', confirm: '继续这张工单', done: '已改为新住户的工单', hint: '原住户已迁出。新住户不需要再修，请直接取消工单。',
    fields: [
      { key: 'contactName', kind: 'text', label: '联系人', max: 40, required: '请填写联系人' }, { key: 'contactPhone', kind: 'text', label: '联系电话', max: 20, required: '请填写联系电话' }, note('说明', false),
    ],
    body: (v) => ({ contactName: v.contactName, contactPhone: v.contactPhone, note: v.note ?? '' }),
  },
  merge: {
    path: 'merge', title: '合并工单', confirm: '合并', done: '已合并，后续进展会一起通知',
    fields: [
      { key: 'into', kind: 'choice', label: '合并到', options: [{ value: 'order', label: '另一张工单' }, { value: 'incident', label: '突发事件' }], start: () => 'order' },
      { key: 'orderId', kind: 'order', label: '工单', when: (v) => v.into === 'order', required: '请选择工单' },
      { key: 'incidentId', kind: 'incident', label: '突发事件', when: (v) => v.into === 'incident', required: '请选择突发事件' },
      note('说明', false),
    ],
    body: (v) => ({ ...(v.into === 'order' ? { orderId: v.orderId } : { incidentId: v.incidentId }), note: v.note ?? '' }),
  },
  add_house: {
    path: 'house', title: '关联另一户', confirm: '关联', done: '已关联，两户都能看到进展', hint: '如楼上漏水：这张工单涉及的另一套房屋。', fields: [{ key: 'houseId', kind: 'house', label: '房屋', required: '请选择房屋' }],
    body: (v) => ({ houseId: v.houseId }),
  },
  waive: { path: 'waive', title: '减免费用', confirm: '减免', danger: true, done: '已减免，工单转为待评价', fields: [note('原因', '请写明减免的原因')], body: (v) => ({ reason: v.note }) },
  reopen: { path: 'reopen', title: '重新处理', confirm: '重新处理', done: '已重新打开，由主管安排', fields: [note('住户怎么说', '请写明哪里没修好'), photos('照片（选填）', false)], body: (v, p) => ({ reason: v.note, ...(p.length ? { photoFileIds: p } : {}) }) },
  reject: {
    path: 'reject', title: '不予受理', confirm: '确认', danger: true, done: '已告知住户', hint: '不属于物业处理范围的，请写明该找谁、怎么联系，住户会看到。', fields: [note('该找谁', '请写明该找谁、怎么联系', 300)], body: (v) => ({ handOver: v.note }),
  },
  cancel: {
    path: 'cancel', title: '取消工单', confirm: '确认取消', danger: true, done: '工单已取消，报修人会收到说明', hint: '报修人会看到这句说明，取消后不能恢复。', fields: [note('说明', '请写一句说明，对方会看到')], body: (v) => ({ reason: v.note }),
  },
}

export const slotHours = ['08:00', '10:00', '12:00', '14:00', '16:00', '18:00'] as const
/** "2026-03-02 10:00" is the window of two hours from then. */
export function slotOf(text: string, why?: string): { slotStart: string; slotEnd: string; note: string } {
  const [day = '', hour = ''] = text.split(' ')
  const start = beijingIso(day, hour)
  return { slotStart: start, slotEnd: new Date(Date.parse(start) + 7_200_000).toISOString(), note: why ?? '' }
}

/** A step without a question is done at once. */
export const askless = (spec: StepSpec, o: Repair): boolean => spec.fields.every((f) => f.when !== undefined && !f.when({}, o))

export function startOf(spec: StepSpec, o: Repair): Values {
  return Object.fromEntries(spec.fields.filter((f) => f.kind !== 'photos').map((f) => [f.key, f.start?.(o) ?? '']))
}
export function stepProblems(spec: StepSpec, v: Values, pictures: string[], o: Repair): Record<string, string> {
  const out: Record<string, string> = {}
  for (const f of spec.fields) {
    if (f.when && !f.when(v, o)) continue
    const given = f.kind === 'photos' ? pictures.length > 0 : Boolean(v[f.key]?.trim())
    const why = (!given && f.required) || f.judge?.(v)
    if (why) out[f.key] = why
  }
  return out
}
