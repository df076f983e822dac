import type { Feature } from '@/shared/feature'

const workbench: Feature = {
  menu: [{ feature: 'workbench', to: 'workbench', label: '工作台', icon: 'home', group: 'daily', anyOf: [] }],
  routes: [{ path: '', name: 'workbench', meta: { title: '工作台' }, component: () => import('./pages/WorkbenchPage.vue') }],
  live: { key: 'workbench', kinds: ['repair.changed', 'binding.changed', 'home.changed', 'import.progress'] },
}
export default workbench
