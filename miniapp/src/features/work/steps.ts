/**
 * The worker's own steps, as far as a phone without a network must know them: what it may offer next after steps that
 * are still only on the phone. With nothing waiting, the server's `actions` are the only truth.
 */

const leads: Record<string, string> = {
  accept: 'accepted',
  depart: 'on_the_way',
  arrive: 'arrived',
  start: 'working',
  resume: 'working',
  hold: 'on_hold',
  quote: 'quoted',
  no_show: 'accepted',
  finish: 'finished',
  return: 'gone',
  transfer: 'gone',
}

const offered: Record<string, string[]> = {
  assigned: ['accept', 'return'],
  accepted: ['depart', 'arrive', 'return'],
  on_the_way: ['arrive', 'return'],
  arrived: ['start', 'quote', 'hold', 'finish', 'no_show', 'return'],
  working: ['finish', 'quote', 'hold'],
  on_hold: ['resume'],
  quote_accepted: ['start', 'hold', 'finish'],
  quote_refused: ['start', 'quote', 'finish'],
}

/** What may be done after the steps that wait; those that need an answer at once (grab, transfer) are not offered. */
export function actsAfter(state: string, waiting: string[], fromServer: string[]): string[] {
  if (waiting.length === 0) return fromServer
  const now = waiting.reduce((from, act) => leads[act] ?? from, state)
  return offered[now] ?? []
}

/** One act leads in each state; the first of these that may be done. */
const first = ['grab', 'accept', 'resume', 'depart', 'arrive', 'start', 'finish', 'pay']

export function primaryOf(acts: string[]): string {
  return first.find((act) => acts.includes(act)) ?? ''
}

const words: Record<string, string> = {
  grab: '抢单',
  accept: '接单',
  depart: '出发',
  arrive: '到场',
  start: '开始维修',
  resume: '继续维修',
  finish: '完工',
  quote: '报价',
  hold: '挂起',
  no_show: '家中无人',
  transfer: '转单',
  return: '退单',
  pay: '收款',
  read: '抄表',
}

export const wordOf = (act: string) => words[act] ?? act

/** The quieter acts beside the leading one, in the order of use. */
export function othersOf(acts: string[]): string[] {
  const lead = primaryOf(acts)
  return ['arrive', 'finish', 'quote', 'hold', 'no_show', 'transfer', 'return'].filter((act) => act !== lead && acts.includes(act))
}

/** What the phone says of a step that the server does not have: never that it is done. */
export const onlyHere = (act: string) => `「${wordOf(act)}」已保存在手机，联网后自动提交`
