import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { photo } from './photo'

interface Made {
  id: string
}
interface List<T> {
  items: T[]
}
interface Order extends Made {
  state: string
}

/** The server as the person of this page speaks to it: with her token, or with the cookie of the desk. */
export async function ask<T>(page: Page, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  const headers = { ...(await bearer(page, path)), Origin: new URL(page.url()).origin, 'Idempotency-Key': randomUUID() }
  const answer = await page.request.fetch(path, { method, headers, data: body })
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

async function upload(page: Page, path: string, purpose: string): Promise<string> {
  const headers = { ...(await bearer(page, path)), Origin: new URL(page.url()).origin }
  const answer = await page.request.post(path, { headers, multipart: { purpose, file: photo(purpose, 150) } })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return ((await answer.json()) as Made).id
}

/** The token of the side that the path belongs to; the desk has a cookie instead. */
async function bearer(page: Page, path: string): Promise<Record<string, string>> {
  if (page.url().includes('/admin/')) return {}
  const kept = await page.evaluate((key) => localStorage.getItem(key), path.startsWith('/admin/') ? 'zj.staff.session' : 'zj.session')
  const session = JSON.parse(kept ?? '{}') as { accessToken?: string; token?: string }
  return { Authorization: `Bearer ${session.accessToken ?? session.token}` }
}

interface MyHouse {
  houseId: string
  communityId: string
  label: string
}
export async function myHouse(phone: Page): Promise<MyHouse> {
  const me = await ask<{ houses: MyHouse[] }>(phone, '/app/v1/me')
  return me.houses[0] as MyHouse
}

export async function report(phone: Page, description: string, category = 'light'): Promise<string> {
  const house = await myHouse(phone)
  const photoFileIds = [await upload(phone, '/app/v1/files', 'repair')]
  const order = { communityId: house.communityId, houseId: house.houseId, place: 'indoor', category, description, photoFileIds, permissionToEnter: true, accessNote: '家里有只大狗，进门前请先打电话。', separate: true }
  return (await ask<Made>(phone, '/app/v1/repairs', order)).id
}

/** Takes an order all the way to "please rate". */
export async function mend(desk: Page, worker: Page, order: string): Promise<void> {
  const { communityId, id } = await whoWorks(worker)
  const workers = await ask<List<Made>>(desk, `/admin/v1/workers?communityId=${communityId}`)
  expect(workers.items.map((w) => w.id)).toContain(id)
  await ask(desk, `/admin/v1/repairs/${order}/assign`, { workerId: id })
  await ask(worker, `/admin/v1/repairs/${order}/accept`, {})
  await ask(worker, `/admin/v1/repairs/${order}/arrive`, {})
  const photoFileIds = [await upload(worker, '/admin/v1/files', 'repair')]
  const { causes } = await ask<{ causes: { code: string }[] }>(worker, '/admin/v1/repair-categories')
  await ask(worker, `/admin/v1/repairs/${order}/finish`, { note: '换了灯泡和灯座，已试亮。', causeCode: causes[0]?.code, photoFileIds })
}

async function whoWorks(worker: Page): Promise<{ id: string; communityId: string }> {
  const me = await ask<Made & { communities: Made[] }>(worker, '/admin/v1/me')
  return { id: me.id, communityId: me.communities[0]?.id ?? '' }
}

export async function invite(phone: Page, to: string): Promise<string> {
  const { houseId } = await myHouse(phone)
  return (await ask<{ token: string }>(phone, `/app/v1/houses/${houseId}/invitations`, { phone: to, role: 'member', rights: ['repair', 'see_bill'] })).token
}

export async function firstBinding(phone: Page): Promise<string> {
  return (await ask<List<Made>>(phone, '/app/v1/bindings')).items[0]?.id ?? ''
}

export async function apply(phone: Page, address: string): Promise<string> {
  const [community] = (await ask<List<Made>>(phone, '/app/v1/communities?q=翠湖')).items
  const [house] = (await ask<List<Made>>(phone, `/app/v1/communities/${community?.id}/houses?q=${encodeURIComponent(address)}`)).items
  const evidenceFileIds = [await upload(phone, '/app/v1/files', 'binding')]
  const claim = { communityId: community?.id, houseId: house?.id, role: 'owner', name: '白小雨', evidenceFileIds, note: '刚买的房子，合同在附件里。' }
  return (await ask<Made>(phone, '/app/v1/bindings', claim)).id
}

/** What the desk may look at: an order, a waiting claim, a house. */
export async function deskFinds(desk: Page): Promise<{ order: string; claim: string; house: string }> {
  const me = await ask<{ communities: Made[] }>(desk, '/admin/v1/me')
  const of = `communityId=${me.communities[0]?.id}`
  const orders = await ask<List<Order>>(desk, `/admin/v1/repairs?${of}`)
  const claims = await ask<List<Made>>(desk, `/admin/v1/bindings?${of}&state=pending`)
  const houses = await ask<List<Made>>(desk, `/admin/v1/houses?${of}&q=1-1-102`)
  return { order: orders.items.find((o) => o.state === 'submitted')?.id ?? '', claim: claims.items[0]?.id ?? '', house: houses.items[0]?.id ?? '' }
}

/** Gives an order to the worker of this phone, accepted. */
export async function give(desk: Page, worker: Page, order: string): Promise<void> {
  const { id } = await ask<Made>(worker, '/admin/v1/me')
  await ask(desk, `/admin/v1/repairs/${order}/assign`, { workerId: id })
  await ask(worker, `/admin/v1/repairs/${order}/accept`, {})
}

/** Puts an order into the pool. */
export async function offer(desk: Page, order: string): Promise<void> {
  await ask(desk, `/admin/v1/repairs/${order}/offer`, {})
}

/** The text of the code at the door of an order's house. */
export async function doorCode(desk: Page, houseId: string): Promise<string> {
  return (await ask<{ code: string }>(desk, `/admin/v1/repair-house-code?houseId=${houseId}`)).code
}

/** Offers paid work from the price list: so many pieces of the item with this name. */
export async function quote(worker: Page, order: string, name: string, quantity: number): Promise<void> {
  const { communityId } = await ask<{ communityId: string }>(worker, `/admin/v1/repairs/${order}`)
  const { items } = await ask<List<Made & { name: string; kind: string }>>(worker, `/admin/v1/communities/${communityId}/stock-items`)
  const item = items.find((one) => one.name.includes(name))
  await ask(worker, `/admin/v1/repairs/${order}/quote`, { lines: [{ kind: item?.kind, itemId: item?.id, quantity }] })
}

/** Arrives at an order and begins the work. */
export async function begin(worker: Page, order: string): Promise<void> {
  await ask(worker, `/admin/v1/repairs/${order}/arrive`, {})
  await ask(worker, `/admin/v1/repairs/${order}/start`, {})
}

export interface Fees {
  /** A bill that is due, one that is being chosen, a payment before WeChat's cashier, a paid one, its receipt, money asked back. */
  due: string
  chosen: string
  open: string
  paid: string
  receipt: string
  refund: string
}

/** Pays one bill of this person's, shuts the cashier on another, and asks for a part of the first back. */
export async function payFees(phone: Page): Promise<Fees> {
  const [one, two, chosen, due] = (await ask<List<Made>>(phone, '/app/v1/bills?due=true')).items.map((bill) => bill.id)
  const paid = await announce(phone, one)
  await ask(phone, `/app/v1/sandbox/payments/${paid}/play`, { act: 'lose' })
  const { receiptCode } = await ask<{ receiptCode: string }>(phone, `/app/v1/payments/${paid}/refresh`, {})
  const refund = await ask<Made>(phone, `/app/v1/payments/${paid}/refunds`, { lines: [{ billId: one, amountFen: 100 }], reason: '面积更正以后多缴了' })
  return { due: due ?? '', chosen: chosen ?? '', open: await announce(phone, two), paid, receipt: receiptCode, refund: refund.id }
}

async function announce(phone: Page, bill?: string): Promise<string> {
  const { id } = await ask<Made>(phone, '/app/v1/payments', { billIds: [bill], via: 'wechat' })
  await ask(phone, `/app/v1/payments/${id}/prepay`, {})
  return id
}

/** A payment over the desk, and a part of it that the cashier wants to give back. */
export async function refundAsked(cashier: Page): Promise<{ payment: string; refund: string }> {
  const { items } = await ask<List<Made>>(cashier, '/admin/v1/payments?state=success&via=cash')
  const payment = items[0]?.id ?? ''
  const { lines } = await ask<{ lines: { billId: string; refundableFen: number }[] }>(cashier, `/admin/v1/payments/${payment}`)
  const part = lines.filter((l) => l.refundableFen > 0).map((l) => ({ billId: l.billId, amountFen: 100 }))[0]
  const refund = await ask<Made>(cashier, `/admin/v1/payments/${payment}/refunds`, { lines: [part], reason: '多收了一元。' })
  return { payment, refund: refund.id }
}

interface RosterWorker extends Made {
  skills: string[]
  openCap: number
  version: number
}

/** Lets the workers hold more orders: the tours leave some in their hands, and who is on shift depends on the hour. */
export async function liftCaps(desk: Page): Promise<void> {
  const { communities } = await ask<{ communities: Made[] }>(desk, '/admin/v1/me')
  const at = `/admin/v1/communities/${communities[0]?.id}`
  const { workers } = await ask<{ workers: RosterWorker[] }>(desk, `${at}/roster?days=1`)
  for (const one of workers) {
    await ask(desk, `${at}/workers/${one.id}`, { skills: one.skills, openCap: 50, version: one.version }, 'PUT')
  }
}
