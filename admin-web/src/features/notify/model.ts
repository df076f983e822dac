import type { components } from '@/shared/api/types.gen'
import type { Column } from '@/shared/ui/column'
import type { IconName } from '@/shared/ui/icons'
import { fullTime, spokenTime } from '@/shared/lib/time'

type Schemas = components['schemas']
export type Call = Schemas['CallView']
export type CallHouse = Schemas['CallHouseView']
export type CallHouseList = Schemas['CallHouseList']
export type CallPage = Schemas['CallPage']
export type DeadTask = Schemas['DeadTask']
export type DeadTaskList = Schemas['DeadTaskList']
export type Delivery = Schemas['DeliveryView']
export type DeliveryPage = Schemas['DeliveryPage']
export type Placeholder = Schemas['Placeholder']
export type Preview = Schemas['Preview']
export type Template = Schemas['TemplateView']
export type TemplateList = Schemas['TemplateList']
export type Trace = Schemas['MessageTrace']
export type Words = Schemas['Words']
export type WordsForm = Schemas['WordsForm']
export type CallAct = 'claim' | 'done' | 'no-answer' | 'give-back' | 'needless'

export const channels: Record<string, { label: string; icon: IconName }> = {
  inbox: { label: '站内消息', icon: 'bell' },
  wechat: { label: '微信', icon: 'copy' },
  sms: { label: '短信', icon: 'file' },
  call: { label: '电话', icon: 'phone' },
}

export const channelOptions = [{ value: '', label: '全部渠道' }, ...Object.entries(channels).map(([value, c]) => ({ value, label: c.label }))]
export const stateOptions = [
  { value: '', label: '全部结果' }, { value: 'delivered', label: '已送达' }, { value: 'pending', label: '等待发送' },
  { value: 'skipped', label: '未发送' }, { value: 'failed', label: '发送失败' }, { value: 'unknown', label: '结果未知' },
]
export const callTabs = [
  { value: '', label: '要打的' }, { value: 'done', label: '已告知' }, { value: 'unreachable', label: '联系不上' }, { value: 'needless', label: '无需拨打' },
]

const tones: Record<string, string> = { delivered: 'good', pending: 'info', sending: 'info', unknown: 'warn', skipped: 'neutral', failed: 'danger' }
export const deliveryTone = (state: string) => tones[state] ?? 'neutral'
const callTones: Record<string, string> = { waiting: 'warn', claimed: 'info', done: 'good', unreachable: 'danger', needless: 'neutral' }
export const callTone = (state: string) => callTones[state] ?? 'neutral'

/** When it will be sent, while it waits for the end of somebody's quiet hours. */
export function waits(d: Pick<Delivery, 'state' | 'dueAt'>, now: Date = new Date()): string {
  return d.state === 'pending' && d.dueAt && new Date(d.dueAt) > now ? `${spokenTime(d.dueAt, now)} 发送` : ''
}

export const logColumns: Column<Delivery>[] = [
  { key: 'time', title: '时间', width: '132px', text: (d) => spokenTime(d.createdAt) },
  { key: 'reader', title: '收件人', width: '150px' },
  { key: 'title', title: '消息' },
  { key: 'channel', title: '渠道', width: '110px' },
  { key: 'state', title: '结果', width: '110px' },
  { key: 'why', title: '说明', text: (d) => d.why || waits(d) },
]
export const deadColumns: Column<Delivery>[] = [
  { key: 'time', title: '失败时间', width: '150px', text: (d) => fullTime(d.updatedAt) },
  { key: 'reader', title: '收件人', width: '150px' },
  { key: 'title', title: '消息' },
  { key: 'channel', title: '渠道', width: '100px' },
  { key: 'why', title: '原因' },
  { key: 'act', title: '', width: '200px', align: 'right' },
]

/** The templates by kind, in the server's order. */
export function groups(all: readonly Template[]): { label: string; items: Template[] }[] {
  const out: { label: string; items: Template[] }[] = []
  for (const t of all) {
    const last = out.at(-1)
    if (last?.label === t.kindLabel) last.items.push(t)
    else out.push({ label: t.kindLabel, items: [t] })
  }
  return out
}

/** Puts a placeholder where the cursor stands. */
export function insertAt(text: string, start: number, end: number, name: string): { text: string; cursor: number } {
  const piece = `{${name}}`
  return { text: text.slice(0, start) + piece + text.slice(end), cursor: start + piece.length }
}
