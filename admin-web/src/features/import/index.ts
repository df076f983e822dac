import type { Feature } from '@/shared/feature'

const imports: Feature = {
  menu: [{ feature: 'import', to: 'import', label: '导入台账', icon: 'upload', group: 'records', anyOf: ['house.import'] }],
  routes: [{ path: 'imports/:id?', name: 'import', meta: { title: '导入台账' }, component: () => import('./pages/ImportPage.vue') }],
  live: { key: 'import', kinds: ['import.progress'] },
}
export default imports
