import type { RouteLocation } from 'vue-router'
import type { Feature } from '@/shared/feature'

/** Messages and the workbench link to what they are about; the page decides where it is shown. */
const to = (name: string, view: string) => (from: RouteLocation) => ({ name, params: { view, id: from.params.id }, query: from.query })

const payment: Feature = {
  menu: [
    { feature: 'cashier', to: 'cashier', label: '收银台', icon: 'coin', group: 'daily', anyOf: ['payment.collect'] },
    { feature: 'payment', to: 'payment', label: '收款退款', icon: 'list', group: 'daily', anyOf: ['payment.read'] },
  ],
  routes: [
    { path: 'payments/:id(\\d+)', redirect: to('payment', 'list') },
    { path: 'refunds/:id(\\d+)', redirect: to('payment', 'refunds') },
    { path: 'payments/shifts', redirect: to('cashier', 'shifts') },
    { path: 'payments/:view(list|review|refunds)?/:id(\\d+)?', name: 'payment', meta: { title: '收款退款' }, component: () => import('./pages/PaymentPage.vue') },
    { path: 'cashier/:view(desk|shifts)?', name: 'cashier', meta: { title: '收银台' }, component: () => import('./pages/CashierPage.vue') },
  ],
  live: { key: 'payment', kinds: ['payment.changed', 'refund.changed'] },
}
export default payment
