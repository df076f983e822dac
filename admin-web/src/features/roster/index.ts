import type { Feature } from '@/shared/feature'

const roster: Feature = {
  menu: [{ feature: 'roster', to: 'roster', label: '排班', icon: 'calendar', group: 'daily', anyOf: ['roster.read'] }],
  routes: [{ path: 'roster', name: 'roster', meta: { title: '排班' }, component: () => import('./pages/RosterPage.vue') }],
  live: { key: 'roster', kinds: ['roster.changed'] },
}
export default roster
