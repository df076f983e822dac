import type { Feature } from '@/shared/feature'

const binding: Feature = {
  menu: [{ feature: 'binding', to: 'binding', label: '认证审核', icon: 'shield', group: 'daily', anyOf: ['binding.read'] }],
  routes: [{ path: 'bindings/:id?', name: 'binding', meta: { title: '认证审核' }, component: () => import('./pages/BindingPage.vue') }],
  live: { key: 'binding', kinds: ['binding.changed'] },
}
export default binding
