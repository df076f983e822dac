import type { Feature } from '@/shared/feature'

const billing: Feature = {
  menu: [{ feature: 'billing', to: 'billing', label: '账单收费', icon: 'file', group: 'daily', anyOf: ['billing.read'] }],
  routes: [{ path: 'billing/:view?/:id?', name: 'billing', meta: { title: '账单收费' }, component: () => import('./pages/BillingPage.vue') }],
  live: { key: 'billing', kinds: ['billing.run', 'billing.changed'] },
}
export default billing
