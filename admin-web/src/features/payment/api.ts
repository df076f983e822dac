import type { Http, Query } from '@/shared/api/client'
import type {
  CollectForm, DeskPrepaid, DeskTopUpForm, PaymentPage, PaymentView, PayOutForm, RefundForm, RefundPage, RefundView, ShiftPage, ShiftView, StaffBillPage,
} from './model'

export const paymentApi = (http: Http) => ({
  payments: (filter: Query, cursor: string) => http.get<PaymentPage>('/payments', { ...filter, cursor }),
  payment: (id: string) => http.get<PaymentView>(`/payments/${id}`),
  query: (id: string) => http.post<PaymentView>(`/payments/${id}/query`),
  confirm: (key: string, id: string) => http.post<PaymentView>(`/payments/${id}/confirm`, undefined, key),
  reject: (key: string, id: string, reason: string) => http.post<PaymentView>(`/payments/${id}/reject`, { reason }, key),
  askRefund: (key: string, id: string, form: RefundForm) => http.post<RefundView>(`/payments/${id}/refunds`, form, key),
  refunds: (filter: Query, cursor: string) => http.get<RefundPage>('/refunds', { ...filter, cursor }),
  refund: (id: string) => http.get<RefundView>(`/refunds/${id}`),
  approve: (key: string, id: string) => http.post<RefundView>(`/refunds/${id}/approve`, undefined, key),
  refuse: (key: string, id: string, reason: string) => http.post<RefundView>(`/refunds/${id}/refuse`, { reason }, key),
  payOut: (key: string, id: string, form: PayOutForm) => http.post<RefundView>(`/refunds/${id}/pay-out`, form, key),
  openBills: (community: string, house: string, cursor: string) => http.get<StaffBillPage>('/bills', { communityId: community, houseId: house, state: 'open', cursor }),
  prepaid: (house: string) => http.get<DeskPrepaid>('/prepaid', { houseId: house }),
  collect: (key: string, community: string, form: CollectForm) => http.post<PaymentView>(`/communities/${community}/collections`, form, key),
  topUp: (key: string, community: string, form: DeskTopUpForm) => http.post<PaymentView>(`/communities/${community}/prepaid`, form, key),
  shift: (community: string) => http.get<ShiftView>(`/communities/${community}/shift`),
  shifts: (community: string, cursor: string) => http.get<ShiftPage>(`/communities/${community}/shifts`, { cursor }),
  closeShift: (key: string, id: string, form: { countedFen: number; note: string }) => http.post<ShiftView>(`/shifts/${id}/close`, form, key),
})
