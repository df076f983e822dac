import type { Category, MyHouse, Repair, RepairRow, Report, StoredFile } from '@/shared/api/schema'
import { dayStart, sayClock, sayDay, sayMoment, saySlot, sayTime } from '@/shared/lib/time'

const hour = 3_600_000
const day = 24 * hour

export interface RowView {
  id: string
  title: string
  facts: string
  description: string
  stateLabel: string
  tone: string
}

export function rowViews(rows: RepairRow[], now: number): RowView[] {
  return rows.map((row) => ({
    id: row.id,
    title: `${row.categoryName} · ${row.placeLabel}`,
    facts: [sayTime(row.createdAt, now), saySlot(row.slotStart, row.slotEnd, now) && `约 ${saySlot(row.slotStart, row.slotEnd, now)}`]
      .filter(Boolean)
      .join(' · '),
    description: row.description,
    stateLabel: row.stateLabel,
    tone: row.tone,
  }))
}

/** Two-hour windows on one day that have not begun. */
export interface SlotDay {
  text: string
  start: number
  windows: { text: string; start: string; end: string }[]
}

const opens = 8
const closes = 20

export function slotDays(now: number, count = 7): SlotDay[] {
  return Array.from({ length: count }, (_, index) => {
    const start = dayStart(now) + index * day
    const windows = []
    for (let at = start + opens * hour; at < start + closes * hour; at += 2 * hour) {
      if (at <= now) continue
      windows.push({
        text: `${sayClock(at)}–${sayClock(at + 2 * hour)}`,
        start: new Date(at).toISOString(),
        end: new Date(at + 2 * hour).toISOString(),
      })
    }
    return { text: sayDay(start, now), start, windows }
  }).filter((one) => one.windows.length > 0)
}

export type Place = 'indoor' | 'public'

/** What the person has filled in so far; kept as a draft until it is sent. */
export interface Form {
  place: Place
  category: string
  publicPlace: string
  description: string
  photos: StoredFile[]
  slotStart: string
  slotEnd: string
  contactPhone: string
  permissionToEnter: boolean
}

export function emptyForm(house: MyHouse | undefined): Form {
  return {
    place: house && mayReportIndoor(house) ? 'indoor' : 'public',
    category: '',
    publicPlace: '',
    description: '',
    photos: [],
    slotStart: '',
    slotEnd: '',
    contactPhone: '',
    permissionToEnter: false,
  }
}

/** A kept draft made fit for now: a window that has begun meanwhile is forgotten. */
export function fromDraft(draft: Partial<Form> | undefined, house: MyHouse | undefined, now: number): Form {
  const form = { ...emptyForm(house), ...draft }
  if (form.slotStart && Date.parse(form.slotStart) <= now) return { ...form, slotStart: '', slotEnd: '' }
  return form
}

export function mayReportIndoor(house: MyHouse) {
  return house.rights.includes('repair')
}

export function categoriesFor(all: Category[], place: Place) {
  return all.filter((one) => one.place === 'both' || one.place === place)
}

export type Problems = Partial<Record<'category' | 'publicPlace' | 'description' | 'contactPhone', string>>

/** What still has to be filled in, in words beside the field. The server decides the rest. */
export function problemsOf(form: Form): Problems {
  const problems: Problems = {}
  if (!form.category) problems.category = '请选择问题的类型'
  if (form.place === 'public' && !form.publicPlace.trim()) problems.publicPlace = '请写下在什么地方'
  if (!form.description.trim()) problems.description = '请说说哪里出了问题'
  if (form.contactPhone && !/^1[3-9]\d{9}$/.test(form.contactPhone)) problems.contactPhone = '请填写 11 位手机号码'
  return problems
}

export function reportOf(form: Form, house: MyHouse): Report {
  const indoor = form.place === 'indoor'
  return {
    communityId: house.communityId,
    houseId: indoor ? house.houseId : undefined,
    place: form.place,
    category: form.category,
    publicPlace: indoor ? undefined : form.publicPlace.trim(),
    description: form.description.trim(),
    photoFileIds: form.photos.map((photo) => photo.id),
    slotStart: (indoor && form.slotStart) || undefined,
    slotEnd: (indoor && form.slotEnd) || undefined,
    contactPhone: form.contactPhone || undefined,
    permissionToEnter: indoor && form.permissionToEnter,
  }
}

const categoryIcons: [pattern: RegExp, icon: string][] = [
  [/lift|elevator/, 'lift'],
  [/gas|fire/, 'flame'],
  [/light|lamp/, 'lamp'],
  [/power|electric/, 'bolt'],
  [/water|leak|plumb|pipe|drain|toilet/, 'drop'],
  [/door|lock|window|access|gate/, 'door'],
  [/clean|rubbish|trash|garbage/, 'broom'],
  [/green|tree|garden/, 'tree'],
  [/park|car|garage/, 'car'],
  [/air|heat|vent/, 'wind'],
]

export function categoryIcon(code: string) {
  return categoryIcons.find(([pattern]) => pattern.test(code.toLowerCase()))?.[1] ?? 'wrench'
}

/** What happens next, for the state an order is in: one sentence at the head of its page. */
export function nextStep(repair: Pick<Repair, 'state' | 'slotStart' | 'slotEnd' | 'worker'>, now: number): string {
  const slot = saySlot(repair.slotStart, repair.slotEnd, now)
  const who = repair.worker?.name ? `${repair.worker.name}师傅` : '维修师傅'
  switch (repair.state) {
    case 'submitted':
      return '物业正在安排师傅，安排好会马上通知您。'
    case 'assigned':
      return `已安排${who}，等师傅确认。`
    case 'accepted':
      return slot ? `${who}会在 ${slot} 上门。` : `${who}已接单，会尽快与您联系。`
    case 'arrived':
      return `${who}已到现场，正在处理。`
    case 'to_rate':
      return '已经修好了。这次服务怎么样？请您评一评。'
    case 'closed':
      return '已完成。谢谢您的耐心。'
    case 'cancelled':
      return '这次报修已取消。还需要的话，可以重新报修。'
    default:
      return ''
  }
}

export interface StepView {
  key: string
  title: string
  who: string
  time: string
  reason: string
  photos: StoredFile[]
  latest: boolean
}

/** Newest first: people come to see what happened last. */
export function timelineOf(repair: Repair, now: number): StepView[] {
  const entries = [...repair.timeline].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return entries.map((entry, index) => ({
    key: `${entry.at}-${index}`,
    title: entry.title,
    who: entry.actor,
    time: sayMoment(entry.at, now),
    reason: entry.reason,
    photos: entry.photos,
    latest: index === 0,
  }))
}

export interface Fact {
  name: string
  value: string
}

export function factsOf(repair: Repair, now: number): Fact[] {
  const all: Fact[] = [
    { name: '工单号', value: repair.number },
    { name: '地点', value: repair.place === 'indoor' ? repair.houseLabel : repair.placeLabel },
    { name: '小区', value: repair.communityName },
    { name: '预约时间', value: saySlot(repair.slotStart, repair.slotEnd, now) },
    { name: '联系电话', value: repair.contactPhone },
    { name: '报修时间', value: sayMoment(repair.createdAt, now) },
  ]
  if (repair.place === 'indoor') all.push({ name: '不在家时', value: repair.permissionToEnter ? '可以进门维修' : '请等我在家' })
  return all.filter((fact) => fact.value)
}

export const cancelReasons = ['已经自己解决了', '时间不方便', '填错了，想重新填', '不想修了']

export const axes = [
  { key: 'speed', text: '速度' },
  { key: 'quality', text: '质量' },
  { key: 'attitude', text: '态度' },
] as const

export type Axis = (typeof axes)[number]['key']

export const scoreWords = ['', '很不满意', '不满意', '一般', '满意', '非常满意']

/** Tags that fit the lowest score: praise when all is well, what to do better otherwise. */
export function tagsFor(scores: number[]): string[] {
  const lowest = Math.min(...scores.filter((score) => score > 0), 5)
  return lowest >= 4 ? ['准时上门', '一次修好', '讲解清楚', '收拾干净'] : ['等得太久', '没有修好', '没说清楚', '没收拾现场']
}
