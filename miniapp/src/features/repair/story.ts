import type { Repair } from '@/shared/api/schema'
import { sayFen } from '@/shared/lib/money'
import { sayDate, sayMoment, saySlot } from '@/shared/lib/time'

/** What an order's page says and offers, in the words of the person who waits for it. */

type Told = Pick<Repair, 'state' | 'slotStart' | 'slotEnd' | 'worker' | 'hold' | 'quotes' | 'quoteFen' | 'incident' | 'actions'>

/** What happens next, for the state an order is in: one sentence at the head of its page. */
export function nextStep(repair: Told, now: number): string {
  const slot = saySlot(repair.slotStart, repair.slotEnd, now)
  const who = repair.worker?.name ? `${repair.worker.name}师傅` : '维修师傅'
  switch (repair.state) {
    case 'submitted':
      return '物业正在安排师傅，安排好会马上通知您。'
    case 'dispatching':
      return '正在为您找合适的师傅，找到会马上通知您。'
    case 'assigned':
      return `已安排${who}，等师傅确认。`
    case 'accepted':
      return slot ? `${who}会在 ${slot} 上门。` : `${who}已接单，会尽快与您联系。`
    case 'on_the_way':
      return `${who}已经出发，正在赶来。`
    case 'arrived':
      return `${who}已到现场，正在处理。`
    case 'working':
      return `${who}正在维修。`
    case 'on_hold':
      return holding(repair, now)
    case 'quoted':
      return standing(repair)?.state === 'offered' ? `${who}报价 ${sayFen(repair.quoteFen)}，请您确认后再开始维修。` : '物业正在核对报价，核对好会请您确认。'
    case 'quote_accepted':
      return `您已接受报价，${who}会开始维修。`
    case 'quote_refused':
      return '您没有接受报价。师傅会重新报价，或与您商量怎么处理。'
    case 'to_pay':
      return `已经修好了，请您付款 ${sayFen(repair.quoteFen)}。`
    case 'to_rate':
      return '已经修好了。这次服务怎么样？请您评一评。'
    case 'return_visit':
      return repair.actions.includes('visit') ? '已经修好了。问题解决了吗？您不说，物业的同事会打电话来问。' : '物业的同事会打电话问问修得怎么样。'
    case 'closed':
      return '已完成。谢谢您的耐心。'
    case 'cancelled':
      return '这次报修已取消。还需要的话，可以重新报修。'
    case 'rejected':
      return '这件事不归物业处理，该找谁写在下面的进展里。'
    case 'merged':
      return repair.incident ? '很多邻居遇到了同一个问题，正在一起处理，有进展会通知您。' : '已和同一件事的工单一起处理，那边完成时会通知您。'
    case 'reopened':
      return '收到，没有修好我们继续处理。主管会亲自安排师傅，不收费。'
    default:
      return ''
  }
}

function holding({ hold }: Told, now: number) {
  const until = hold?.resumeAt ? `，预计 ${sayDate(hold.resumeAt, now)}继续` : ''
  const why: Record<string, string> = { parts: '配件还没到', owner: '在等您方便的时间', third_party: '在等其他单位配合' }
  return `${why[hold?.reason ?? ''] ?? '暂时停一下'}${until}。`
}

const standing = (repair: Pick<Repair, 'quotes'>) => repair.quotes[repair.quotes.length - 1]

/** What was promised, in words; a promise that was broken is said as what it is. */
export function promiseOf({ clocks, state, light }: Pick<Repair, 'clocks' | 'state' | 'light'>, now: number): { text: string; late: boolean } | undefined {
  const wanted = ['submitted', 'dispatching', 'assigned', 'accepted', 'on_the_way', 'reopened'].includes(state) ? ['on_site', 'response'] : ['resolve']
  const words: Record<string, string> = { response: '前答复您', on_site: '前上门', resolve: '前修好' }
  for (const kind of wanted) {
    const clock = clocks.find((one) => one.kind === kind)
    if (clock?.state === 'running' && Date.parse(clock.dueAt) >= now) return { text: `预计 ${sayMoment(clock.dueAt, now)} ${words[kind]}`, late: false }
    if (clock?.state === 'paused') return { text: '等您方便时继续，承诺的时间先停下来', late: false }
    if (clock && light !== 'none' && clock.state !== 'met' && clock.state !== 'void') return { text: '比承诺的时间晚了，很抱歉，已提醒主管处理', late: true }
  }
  return undefined
}

export interface Fact {
  name: string
  value: string
}

export function factsOf(repair: Repair, now: number): Fact[] {
  const indoor = repair.place === 'indoor'
  const all: Fact[] = [
    { name: '工单号', value: repair.number },
    { name: '地点', value: indoor ? repair.houseLabel : repair.placeLabel },
    { name: '关联房屋', value: repair.secondHouseLabel },
    { name: '小区', value: repair.communityName },
    { name: '预约时间', value: saySlot(repair.slotStart, repair.slotEnd, now) },
    { name: '联系人', value: [repair.contactName, repair.contactPhone].filter(Boolean).join(' ') },
    { name: '报修时间', value: sayMoment(repair.createdAt, now) },
    { name: '不在家时', value: indoor ? (repair.permissionToEnter ? '可以进门维修' : '请等我在家') : '' },
    { name: '提醒师傅', value: repair.accessNote },
    { name: '原因', value: repair.causeName },
    { name: '用料', value: repair.materials.map((one) => `${one.title} ${one.quantity} ${one.unit}`).join('，') },
    { name: '已付', value: repair.paidFen ? sayFen(repair.paidFen) : '' },
    { name: '费用', value: bearers[repair.costBearer] ?? '' },
    { name: '质保', value: repair.warrantyUntil && repair.state === 'closed' ? `到 ${sayDate(repair.warrantyUntil, now)}，同样的问题免费返修` : '' },
    { name: '一起关注', value: repair.joined ? `另有 ${repair.joined} 位邻居` : '' },
  ]
  return all.filter((fact) => fact.value)
}

const bearers: Record<string, string> = { property: '由物业承担', fund: '由维修资金承担', warranty: '质保期内，不收费' }

/** Something quieter one may also do, with what it means. */
export interface Also {
  act: 'urge' | 'reschedule' | 'reopen' | 'cancel'
  title: string
  note: string
  icon: string
  /** Not yet: the sentence says when. */
  off: boolean
}

export function alsoOf(repair: Pick<Repair, 'actions' | 'mayUrgeAt' | 'mayReopen' | 'warrantyUntil'>, now: number): Also[] {
  const may = (act: string) => (repair.actions as string[]).includes(act)
  const early = repair.mayUrgeAt !== undefined && Date.parse(repair.mayUrgeAt) > now
  const all: (Also | false)[] = [
    may('urge') && { act: 'urge', title: '催一催', icon: 'bell', off: early, note: early ? `已经催过，${sayMoment(repair.mayUrgeAt, now)}后可以再催` : '师傅和物业会马上收到，四小时一次' },
    may('reschedule') && { act: 'reschedule', title: '改约时间', icon: 'clock', off: false, note: '师傅会按新的时间上门' },
    may('reopen') &&
      !may('visit') && // which is the same with an answer to the question
      repair.mayReopen && {
        act: 'reopen',
        title: '没修好，重新处理',
        icon: 'wrench',
        off: false,
        note: repair.warrantyUntil && Date.parse(repair.warrantyUntil) > now ? `不收费，质保到 ${sayDate(repair.warrantyUntil, now)}` : '不收费，完成后 7 天内可以提出',
      },
    may('cancel') && { act: 'cancel', title: '取消报修', icon: 'close', off: false, note: '师傅到场前都可以取消' },
  ]
  return all.filter((one) => one !== false)
}

export interface QuoteCard {
  lines: { key: number; title: string; facts: string; amount: string }[]
  total: string
  stateLabel: string
  note: string
  /** Why the person in front of it cannot accept it. */
  hindrance: string
}

/** The quote that stands; nothing without one. */
export function quoteOf(repair: Pick<Repair, 'quotes' | 'actions' | 'state'>): QuoteCard | undefined {
  const quote = standing(repair)
  if (!quote || quote.state === 'replaced') return undefined
  const stuck = repair.state === 'quoted' && quote.state === 'offered' && !repair.actions.includes('accept_quote')
  return {
    lines: quote.lines.map((line, key) => ({
      key,
      title: `${line.title}（${line.kind === 'labour' ? '人工' : '材料'}）`,
      facts: `${sayFen(line.priceFen)} × ${line.quantity} ${line.unit}`,
      amount: sayFen(line.amountFen),
    })),
    total: sayFen(quote.totalFen),
    stateLabel: quote.stateLabel,
    note: quote.note,
    hindrance: !stuck ? '' : quote.ownerOnly ? '超过 ¥500 的报价，需要业主本人确认。' : '需要这套房屋里能报修的家人确认。',
  }
}

export interface IncidentView {
  title: string
  area: string
  eta: string
  latest: string
}

export function incidentOf({ incident }: Pick<Repair, 'incident'>, now: number): IncidentView | undefined {
  if (!incident) return undefined
  return { title: incident.title, area: incident.area, eta: incident.etaAt ? `预计 ${sayMoment(incident.etaAt, now)} 恢复` : '', latest: incident.lastText }
}

export const reopenReasons = ['同样的问题又出现了', '没有完全修好', '弄坏了别的地方']
