import type { Feature } from '@/shared/feature'

const stock: Feature = {
  menu: [{ feature: 'stock', to: 'stock', label: '价目和库存', icon: 'box', group: 'daily', anyOf: ['stock.read'] }],
  routes: [{ path: 'stock/:id?', name: 'stock', meta: { title: '价目和库存' }, component: () => import('./pages/StockPage.vue') }],
  live: { key: 'stock', kinds: ['stock.changed'] },
}
export default stock
