import type { Category, MyHouse, RepairRow, Report, StoredFile } from '@/shared/api/schema'
import { dayStart, sayClock, sayDay, saySlot, sayTime } from '@/shared/lib/time'

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
    title: `${row.faultName || row.categoryName} · ${row.placeLabel}`,
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
  fault: string
  publicPlace: string
  description: string
  photos: StoredFile[]
  slotStart: string
  slotEnd: string
  contactName: string
  contactPhone: string
  permissionToEnter: boolean
  accessNote: string
}

export function emptyForm(house: MyHouse | undefined): Form {
  return {
    place: house && mayReportIndoor(house) ? 'indoor' : 'public',
    category: '',
    fault: '',
    publicPlace: '',
    description: '',
    photos: [],
    slotStart: '',
    slotEnd: '',
    contactName: '',
    contactPhone: '',
    permissionToEnter: false,
    accessNote: '',
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

/** Whether a description names a danger, so that the numbers to ring come first. Spaces do not hide one. */
export function isDangerous(description: string, words: string[]) {
  const text = description.replace(/\s/g, '')
  return words.some((word) => text.includes(word))
}

/** The order that somebody made of the same matter, as the refusal tells it. */
export interface Similar {
  id: string
  number: string
  sentence: string
}

export function similarOf({ code, meta }: { code: string; meta: Record<string, string> }, now: number): Similar | undefined {
  if (code !== 'repair.similar' || !meta.orderId) return undefined
  return { id: meta.orderId, number: meta.number ?? '', sentence: `工单 ${meta.number} · ${sayTime(meta.createdAt, now)}报修 · ${meta.stateLabel}` }
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

/** `separate`: the order that was there already is another matter. */
export function reportOf(form: Form, house: MyHouse, separate = false): Report {
  const indoor = form.place === 'indoor'
  return {
    communityId: house.communityId,
    houseId: indoor ? house.houseId : undefined,
    place: form.place,
    category: form.category,
    fault: form.fault || undefined,
    publicPlace: indoor ? undefined : form.publicPlace.trim(),
    description: form.description.trim(),
    photoFileIds: form.photos.map((photo) => photo.id),
    slotStart: (indoor && form.slotStart) || undefined,
    slotEnd: (indoor && form.slotEnd) || undefined,
    contactName: form.contactName.trim() || undefined,
    contactPhone: form.contactPhone || undefined,
    permissionToEnter: indoor && form.permissionToEnter,
    accessNote: (indoor && form.accessNote.trim()) || undefined,
    separate: separate || undefined,
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
