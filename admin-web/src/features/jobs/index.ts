import type { Feature } from '@/shared/feature'

const jobs: Feature = {
  menu: [{ feature: 'jobs', to: 'jobs', label: '后台任务', icon: 'clock', group: 'settings', anyOf: ['platform'] }],
  routes: [{ path: 'jobs', name: 'jobs', meta: { title: '后台任务' }, component: () => import('./pages/JobsPage.vue') }],
}
export default jobs
