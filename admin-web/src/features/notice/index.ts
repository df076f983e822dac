import type { Feature } from '@/shared/feature'

const notice: Feature = {
  menu: [{ feature: 'notice', to: 'notice', label: '公告', icon: 'megaphone', group: 'daily', anyOf: ['notice.read'] }],
  routes: [{ path: 'notices/:id?', name: 'notice', meta: { title: '公告' }, component: () => import('./pages/NoticePage.vue') }],
}
export default notice
