import type { Feature } from '@/shared/feature'

const repair: Feature = {
  menu: [{ feature: 'repair', to: 'repair', label: '报修工单', icon: 'wrench', group: 'daily', anyOf: ['repair.read'] }],
  routes: [{ path: 'repairs/:id?', name: 'repair', meta: { title: '报修工单' }, component: () => import('./pages/RepairPage.vue') }],
  live: { key: 'repair', kinds: ['repair.changed'] },
}
export default repair
