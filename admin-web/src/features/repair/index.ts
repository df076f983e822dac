import type { Feature } from '@/shared/feature'

const repair: Feature = {
  menu: [
    { feature: 'repair', to: 'repair', label: '报修工单', icon: 'wrench', group: 'daily', anyOf: ['repair.read'] },
    { feature: 'repair-report', to: 'repair-report', label: '报修报表', icon: 'chart', group: 'daily', anyOf: ['repair.report'] },
    { feature: 'repair-settings', to: 'repair-settings', label: '报修设置', icon: 'settings', group: 'settings', anyOf: ['repair.manage'] },
  ],
  routes: [
    { path: 'repairs/:id?', name: 'repair', meta: { title: '报修工单' }, component: () => import('./pages/RepairPage.vue') },
    { path: 'repair-report', name: 'repair-report', meta: { title: '报修报表' }, component: () => import('./pages/RepairReportPage.vue') },
    { path: 'repair-settings', name: 'repair-settings', meta: { title: '报修设置' }, component: () => import('./pages/RepairSettingsPage.vue') },
  ],
  live: { key: 'repair', kinds: ['repair.changed'] },
}
export default repair
