import { ApiError } from '@/shared/api/client'
import type { Meter, WorkRow } from '@/shared/api/schema'
import { workApi } from './api'
import { shelf } from './app'
import { staff } from './client'

/** No answer came: what the phone has kept is better than nothing. */
const unreachable = (cause: unknown) => cause instanceof ApiError && (cause.status === 0 || cause.status >= 500)

/** My open orders; each is also fetched once for the cellar, where there is no network. */
export async function loadMine() {
  const id = staff.id.value
  try {
    const rows = await workApi.mine('todo')
    shelf.putRows(id, rows)
    void prepare(id, rows)
    return { rows, kept: false }
  } catch (cause) {
    // An order that was opened later than the list is fresher than its row.
    const rows = shelf.rows(id).map((row) => {
      const order = shelf.order(id, row.id)
      return order && order.version > row.version ? { ...row, ...order } : row
    })
    if (unreachable(cause) && rows.length > 0) return { rows, kept: true }
    throw cause
  }
}

/** What the forms need: causes, reasons, the price list. The phone's own copy when there is no network. */
async function orNoted<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask()
    shelf.note(key, answer)
    return answer
  } catch (cause) {
    const noted = shelf.noted<T>(key)
    if (unreachable(cause) && noted) return noted
    throw cause
  }
}

export const loadWords = () => orNoted('words', workApi.words)

export const loadItems = (communityId: string) => orNoted(`items.${communityId}`, () => workApi.items(communityId))

/** More than somebody reads in a day; of a larger community the search finds the rest. */
const mostMeters = 2_000

/** The meters of a community as they were fetched, and what was read on this phone since, by meter. */
export interface MeterBook {
  period: string
  rows: Meter[]
  read: Record<string, string>
  /** There are more than a phone keeps. */
  more: boolean
}

const bookKey = (communityId: string, period: string) => `meters.${communityId}.${period.slice(5)}`

function notedBook(communityId: string, period: string): MeterBook | undefined {
  const noted = shelf.noted<MeterBook>(bookKey(communityId, period))
  return noted?.period === period ? noted : undefined
}

/** The meters of a community with what was read in a period; without a network as the phone last saw them. */
export async function loadMeters(communityId: string, period: string): Promise<MeterBook & { kept: boolean }> {
  try {
    const rows: Meter[] = []
    let cursor = ''
    do {
      const page = await workApi.meters(communityId, period, cursor)
      rows.push(...page.items)
      cursor = page.nextCursor
    } while (cursor && rows.length < mostMeters)
    const book: MeterBook = { period, rows, read: {}, more: cursor !== '' }
    shelf.note(bookKey(communityId, period), book)
    void fetchPages().catch(() => undefined)
    return { ...book, kept: false }
  } catch (cause) {
    const noted = notedBook(communityId, period)
    if (unreachable(cause) && noted) return { ...noted, kept: true }
    throw cause
  }
}

/** What the list has fetched, for the way from meter to meter: asked for only when a page was opened by itself. */
export async function meterBook(communityId: string, period: string): Promise<MeterBook> {
  return notedBook(communityId, period) ?? loadMeters(communityId, period)
}

export function noteRead(communityId: string, book: MeterBook, id: string, value: string) {
  shelf.note(bookKey(communityId, book.period), { ...book, read: { ...book.read, [id]: value } })
}

async function prepare(staffId: string, rows: WorkRow[]) {
  void fetchPages().catch(() => undefined)
  await fetchMissing(staffId, rows)
  await Promise.allSettled([loadWords(), ...(staff.me.value?.communities ?? []).map((one) => loadItems(one.id))])
}

async function fetchMissing(staffId: string, rows: { id: string; version: number }[]) {
  for (const { id, version } of rows) {
    if (shelf.order(staffId, id)?.version === version) continue
    try {
      shelf.putOrder(staffId, await workApi.order(id))
    } catch {
      return
    }
  }
}

/** An order, fresh or as the phone last saw it. */
export async function loadOrder(id: string) {
  const staffId = staff.id.value
  try {
    const order = await workApi.order(id)
    if (order.workerId === staffId) shelf.putOrder(staffId, order)
    return { order, kept: false }
  } catch (cause) {
    const order = shelf.order(staffId, id)
    if (unreachable(cause) && order) return { order, kept: true }
    throw cause
  }
}

/** A browser fetches the code of a page when it is first opened, which in a cellar is too late; WeChat has the package. */
async function fetchPages() {
  // #ifdef H5
  await Promise.all([import('./pages/order.vue'), import('./pages/finish.vue'), import('./pages/quote.vue'), import('./pages/queue.vue'), import('./pages/meters.vue'), import('./pages/read.vue')])
  // #endif
}
