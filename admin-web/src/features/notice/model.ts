import type { components } from '@/shared/api/types.gen'
import { beijingIso, fullTime } from '@/shared/lib/time'

type Schemas = components['schemas']
export type Notice = Schemas['WholeNotice']
export type NoticeRow = Schemas['DeskNotice']
export type NoticePage = Schemas['DeskPage']
export type NoticeForm = Omit<Schemas['NewNotice'], 'communityId'>
export type Audience = Schemas['AudienceForm']
export type AudienceAsk = Schemas['AudienceAsk']
export type Reach = Schemas['Reach']
export type BuildingList = Schemas['BuildingsOutBody']
export type Grid = Schemas['GridOutBody']
export type HousePage = Schemas['HousesOutBody']

export const kinds = [{ value: 'notice', label: '通知' }, { value: 'outage', label: '停水停电' }, { value: 'event', label: '活动' }] as const
export const stateTabs = [
  { value: '', label: '全部' }, { value: 'draft', label: '草稿' }, { value: 'review', label: '待复核' }, { value: 'published', label: '已发布' }, { value: 'ended', label: '已结束' },
]
const tones: Record<string, string> = { draft: 'neutral', checking: 'info', review: 'warn', blocked: 'danger', published: 'good', withdrawn: 'neutral', ended: 'neutral', discarded: 'neutral' }
export const stateTone = (state: string) => tones[state] ?? 'neutral'

export interface Spot { id: string; label: string }
/** What is being written; `pick` is whom it is for, as chosen so far. */
export interface Draft {
  kind: NoticeForm['kind']
  title: string
  body: string
  urgent: boolean
  until: string
  whole: boolean
  buildings: Spot[]
  units: Spot[]
  houses: Spot[]
}

export const emptyDraft = (): Draft => ({ kind: 'notice', title: '', body: '', urgent: false, until: '', whole: true, buildings: [], units: [], houses: [] })

/** A notice to write on. */
export function draftOf(n: Notice): Draft {
  const of = (kind: string) => n.targets.filter((t) => t.kind === kind).map(({ id, label }) => ({ id, label }))
  return {
    kind: n.kind, title: n.title, body: n.body, urgent: n.urgent, until: fullTime(n.shownUntil).slice(0, 10),
    whole: !n.targets.length, buildings: of('building'), units: of('unit'), houses: of('house'),
  }
}

export function audienceOf(d: Draft): Audience {
  if (d.whole) return {}
  const ids = (all: Spot[]) => all.map((p) => p.id)
  return { buildingIds: ids(d.buildings), unitIds: ids(d.units), houseIds: ids(d.houses) }
}

export function formOf(d: Draft, photoFileIds: string[]): NoticeForm {
  return {
    kind: d.kind, title: d.title.trim(), body: d.body.trim(), urgent: d.urgent, audience: audienceOf(d), photoFileIds,
    shownUntil: d.until ? beijingIso(d.until, '24:00') : undefined,
  }
}

/** What keeps a draft from being saved, by field. */
export function problems(d: Draft): Record<string, string> {
  const out: Record<string, string> = {}
  const title = d.title.trim()
  const body = d.body.trim()
  if (title.length < 2 || title.length > 40) out.title = '标题要有 2 到 40 个字'
  if (body.length < 5 || body.length > 2000) out.body = '正文要有 5 到 2000 个字'
  if (!d.whole && !d.buildings.length && !d.units.length && !d.houses.length) out.audience = '请选择至少一处，或改为全小区'
  return out
}

export const paragraphs = (body: string) => body.split(/\n+/).map((line) => line.trim()).filter(Boolean)

/** How far the telling has come, in words and per cent. */
export function progress(n: Pick<NoticeRow, 'spread' | 'state'>): { percent: number; text: string } {
  const { told, total, running } = n.spread
  const percent = total ? Math.floor((told * 100) / total) : 0
  if (!total) return { percent: 0, text: '' }
  if (running) return { percent, text: `正在通知，已送达 ${told} / ${total} 人` }
  return { percent, text: told === total ? `已通知 ${told} 人` : `通知到 ${told} 人时撤回` }
}
