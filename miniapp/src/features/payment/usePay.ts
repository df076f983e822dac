import { computed, ref, shallowRef } from 'vue'
import { onLoad } from '@dcloudio/uni-app'
import type { Payment, PayForm } from '@/shared/api/schema'
import { routes } from '@/shared/lib/routes'
import { useSubmit } from '@/shared/lib/useSubmit'
import { replace } from '@/shared/platform/nav'
import { canPay, openCashier } from '@/shared/platform/pay'
import { paymentApi } from './api'
import { prepaidFits } from './model'

/**
 * The order of the paying page. Opening the page keeps its bills for this person; coming back to it, or to the page for
 * the same bills, finds the same order.
 */
export function usePay(opened: (payment: Payment) => void) {
  const data = shallowRef<Payment>()
  const balance = ref(0)
  const form = ref<PayForm>({ via: 'wechat', overpay: 'refund' })
  let wanted = ''
  let code = ''

  onLoad((query) => {
    wanted = String(query?.id ?? '')
    code = String(query?.code ?? '')
    form.value = { via: 'wechat', overpay: 'refund', billIds: String(query?.bills ?? '').split('-').filter(Boolean), ...(code && { code }) }
  })

  const opening = useSubmit(async (key: string, what: PayForm, id: string) => {
    if (id) return paymentApi.get(id)
    if (!what.code || what.billIds?.length) return paymentApi.start(what, key)
    // The bill of the code is named too, so that who comes back gets the same order.
    const { billId } = await paymentApi.byCode(what.code)
    form.value = { ...what, billIds: [billId] }
    return paymentApi.start(form.value, key)
  })

  /** Shows the order; one that is decided belongs to the result page. */
  function take(payment: Payment) {
    data.value = payment
    wanted = payment.id
    form.value = { ...form.value, billIds: payment.lines.map((line) => line.billId) }
    opened(payment)
    if (payment.state === 'success' || payment.state === 'unknown' || payment.frozen) replace(routes.payResult(payment.id))
  }

  async function reload() {
    const result = await opening.submit(form.value, wanted)
    if (!result.done) return
    take(result.answer)
    const { houseId, state } = result.answer
    if (houseId && state === 'created') balance.value = (await paymentApi.prepaid(houseId).catch(() => undefined))?.balanceFen ?? 0
  }

  const paying = useSubmit(async (key: string, via: PayForm['via']) => {
    const payment = data.value
    if (!payment) return
    if (via === 'prepaid') return replace(routes.payResult((await paymentApi.start({ ...form.value, via }, key)).id))
    const ticket = await paymentApi.prepay(payment.id)
    if (ticket.sandbox) return replace(ticket.cashierPath)
    replace(routes.payResult(payment.id, !(await openCashier(ticket.params))))
  })

  const cancelling = useSubmit((key: string) => paymentApi.cancel(data.value?.id ?? '', key))

  return {
    data,
    balance,
    error: opening.error,
    reload,
    paying,
    cancelling,
    /** A browser has no cashier of WeChat. */
    here: computed(() => canPay || Boolean(data.value?.sandbox)),
    prepaid: computed(() => Boolean(data.value && prepaidFits(data.value, balance.value))),
    /** By code, only who still has the code may ask for the bill again. */
    renewable: computed(() => Boolean(data.value?.houseId || form.value.code)),
    /** The bills are free again: asks for a new order of the same. */
    again() {
      data.value = undefined
      wanted = ''
      return reload()
    },
  }
}
