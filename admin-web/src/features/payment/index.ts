import type { RouteLocation } from 'vue-router'
import type { Feature } from '@/shared/feature'

/** Messages and the workbench link to what they are about; the page decides where it is shown. */
const to = (name: string, view: string) => (from: RouteLocation) => ({ name, params: { view, id: from.params.id }, query: from.query })

const payment: Feature = {
  menu: [
    { feature: 'cashier', to: 'cashier', label: '收银台', icon: 'coin', group: 'daily', anyOf: ['payment.collect'] },
    { feature: 'payment', to: 'payment', label: '收款退款', icon: 'list', group: 'daily', anyOf: ['payment.read'] },
    { feature: 'reconcile', to: 'reconcile', label: '对账', icon: 'checkCircle', group: 'daily', anyOf: ['payment.reconcile'] },
    { feature: 'income', to: 'income', label: '收入和账簿', icon: 'chart', group: 'records', anyOf: ['ledger.read'] },
    { feature: 'merchant', to: 'merchant', label: '微信商户', icon: 'key', group: 'settings', anyOf: ['payment.merchant'] },
  ],
  routes: [
    { path: 'payments/:id(\\d+)', redirect: to('payment', 'list') },
    { path: 'refunds/:id(\\d+)', redirect: to('payment', 'refunds') },
    { path: 'payments/shifts', redirect: to('cashier', 'shifts') },
    { path: 'payments/reconcile', redirect: (from) => ({ name: 'reconcile', params: { view: 'differences' }, query: from.query }) },
    { path: 'payments/:view(list|review|refunds)?/:id(\\d+)?', name: 'payment', meta: { title: '收款退款' }, component: () => import('./pages/PaymentPage.vue') },
    { path: 'cashier/:view(desk|shifts)?', name: 'cashier', meta: { title: '收银台' }, component: () => import('./pages/CashierPage.vue') },
    { path: 'reconcile/:view(days|differences)?/:id(\\d+)?', name: 'reconcile', meta: { title: '对账' }, component: () => import('./pages/ReconcilePage.vue') },
    { path: 'income/:view(income|balance|journals)?', name: 'income', meta: { title: '收入和账簿' }, component: () => import('./pages/IncomePage.vue') },
    { path: 'merchants', name: 'merchant', meta: { title: '微信商户' }, component: () => import('./pages/MerchantPage.vue') },
  ],
  live: { key: 'payment', kinds: ['payment.changed', 'refund.changed'] },
}
export default payment
