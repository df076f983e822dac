import type { Feature } from '@/shared/feature'

const notify: Feature = {
  menu: [
    { feature: 'notify', to: 'notify', label: '电话与送达', icon: 'phone', group: 'daily', anyOf: ['notify.desk'] },
    { feature: 'words', to: 'words', label: '消息模板', icon: 'file', group: 'settings', anyOf: ['notify.template'] },
  ],
  routes: [
    { path: 'notify/:tab?', name: 'notify', meta: { title: '电话与送达' }, component: () => import('./pages/NotifyPage.vue') },
    { path: 'words/:template?', name: 'words', meta: { title: '消息模板' }, component: () => import('./pages/WordsPage.vue') },
  ],
}
export default notify
