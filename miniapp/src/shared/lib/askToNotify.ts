import { http, toast } from '@/shared/app'
import { askSubscribe } from '@/shared/platform/subscribe'
import { newKey } from './useSubmit'

export type Moment = 'repair_submitted' | 'quote_wait' | 'binding_submitted' | 'notice_wanted'

/** Templates that help at this moment; fetched before the tap, because WeChat only asks directly inside one. */
export async function templatesFor(moment: Moment): Promise<string[]> {
  return (await http.get('subscriptions/plan', { query: { moment } })).templateIds
}

/** Asks WeChat and tells the server what the person chose. Call it inside a tap. */
export async function askToNotify(templateIds: string[]) {
  const results = await askSubscribe(templateIds)
  const accepted = results.some((one) => one.result === 'accept')
  toast.show(accepted ? '好的，有进展会通知您。' : '没关系，进展也会在「消息」里。')
  await http.post('subscriptions', { body: { results }, key: newKey() })
  return accepted
}
