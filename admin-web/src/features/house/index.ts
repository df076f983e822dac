import type { Feature } from '@/shared/feature'

const house: Feature = {
  menu: [{ feature: 'house', to: 'house', label: '房屋', icon: 'building', group: 'records', anyOf: ['house.read'] }],
  routes: [{ path: 'houses/:id?', name: 'house', meta: { title: '房屋' }, component: () => import('./pages/HousePage.vue') }],
  live: { key: 'house', kinds: ['binding.changed'] },
}
export default house
