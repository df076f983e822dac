import type { PayForm, RefundForm, TitleForm } from '@/shared/api/schema'
import { http } from '@/shared/app'

/** What bad luck, or the payer's thumb, does in the sandbox. */
export type Play = 'pay' | 'refuse' | 'late' | 'lose' | 'repeat'

export const paymentApi = {
  byCode: (code: string) => http.get('pay-codes/{code}', { path: { code } }),
  start: (form: PayForm, key: string) => http.post('payments', { body: form, key }),
  list: (houseId: string, cursor: string) => http.get('payments', { query: { houseId: houseId || undefined, cursor } }),
  get: (id: string) => http.get('payments/{id}', { path: { id } }),
  prepay: (id: string) => http.post('payments/{id}/prepay', { path: { id } }),
  refresh: (id: string) => http.post('payments/{id}/refresh', { path: { id } }),
  cancel: (id: string, key: string) => http.post('payments/{id}/cancel', { path: { id }, key }),
  play: (id: string, act: Play) => http.post('sandbox/payments/{id}/play', { path: { id }, body: { act } }),
  prepaid: (houseId: string) => http.get('houses/{houseId}/prepaid', { path: { houseId } }),
  askRefund: (id: string, form: RefundForm, key: string) => http.post('payments/{id}/refunds', { path: { id }, body: form, key }),
  refund: (id: string) => http.get('refunds/{id}', { path: { id } }),
  receipt: (code: string) => http.look('receipts/{code}', { path: { code } }),
  titles: () => http.get('invoice-titles', {}),
  addTitle: (form: TitleForm, key: string) => http.post('invoice-titles', { body: form, key }),
  dropTitle: (id: string, key: string) => http.post('invoice-titles/{id}/drop', { path: { id }, key }),
  applyInvoice: (id: string, titleId: string, key: string) => http.post('payments/{id}/invoice', { path: { id }, body: { titleId }, key }),
}
