import type { Card, Home, Message, MyHouse } from '@/shared/api/schema'
import { openableLink, routes } from '@/shared/lib/routes'
import { sayClock, sayDay, sayMoment, sayTime } from '@/shared/lib/time'

export interface Service {
  id: string
  text: string
  icon: string
  /** Page to open; empty for the phone call. */
  route: string
}

/** What a resident can do from home: only what works, never more than eight (six in the elder theme). */
export function servicesOf(home: Home): Service[] {
  const all: Service[] = [
    { id: 'repair', text: '我要报修', icon: 'wrench', route: routes.repairReport },
    { id: 'repairs', text: '我的报修', icon: 'list', route: routes.repairs },
    { id: 'bills', text: '物业缴费', icon: 'bill', route: routes.bills(home.house?.houseId ?? '') },
    { id: 'houses', text: '房屋与家人', icon: 'family', route: routes.houses },
  ]
  if (isOwner(home.house)) {
    all.push({ id: 'invite', text: '邀请家人', icon: 'people', route: routes.invite(home.house?.houseId ?? '') })
  }
  if (home.servicePhone) all.push({ id: 'call', text: '联系物业', icon: 'phone', route: '' })
  return all
}

export function isOwner(house: MyHouse | null | undefined) {
  return house?.role === 'owner'
}

const cardIcons: Record<string, string> = { repair: 'wrench', binding: 'family', notice: 'megaphone', bill: 'bill' }

export interface CardView extends Card {
  icon: string
  time: string
  route: string
}

export function cardViews(cards: Card[] | undefined, now: number): CardView[] {
  return (cards ?? []).map((card) => ({
    ...card,
    icon: cardIcons[card.kind] ?? 'info',
    time: sayTime(card.updatedAt, now),
    route: openableLink(card.link),
  }))
}

const atFirst = 3

/** What home shows before it is asked for all; one more is shown rather than hidden behind a button. */
export function firstOf<T>(all: T[]): T[] {
  return all.length <= atFirst + 1 ? all : all.slice(0, atFirst)
}

/** A greeting that knows the time of day in Shanghai. */
export function greeting(now: number) {
  const hour = new Date(now + 8 * 3_600_000).getUTCHours()
  if (hour < 5) return '夜深了，早点休息'
  if (hour < 11) return '早上好'
  if (hour < 13) return '中午好'
  return hour < 18 ? '下午好' : '晚上好'
}

/** Messages of one day, as a list shows them. */
export interface DayGroup {
  day: string
  items: MessageView[]
}

/** Groups what is sorted already; a day that comes again is not torn apart. */
export function byDay(views: MessageView[], now: number): DayGroup[] {
  const out: DayGroup[] = []
  for (const one of views) {
    const day = sayDay(Date.parse(one.createdAt) || now, now)
    const group = out.find((other) => other.day === day)
    if (group) group.items.push(one)
    else out.push({ day, items: [one] })
  }
  return out
}

export interface MessageView extends Message {
  icon: string
  /** The clock alone: the list says the day. */
  time: string
  moment: string
  route: string
}

export function messageViews(messages: Message[], now: number): MessageView[] {
  return messages.map((one) => ({
    ...one,
    icon: cardIcons[one.kind] ?? 'mail',
    time: one.createdAt ? sayClock(Date.parse(one.createdAt)) : '',
    moment: sayMoment(one.createdAt, now),
    route: openableLink(one.link),
  }))
}

export function isPhone(text: string) {
  return /^1[3-9]\d{9}$/.test(text)
}
