import type { Feature } from '@/shared/feature'

const inbox: Feature = {
  routes: [{ path: 'inbox', name: 'inbox', meta: { title: '消息' }, component: () => import('./pages/InboxPage.vue') }],
  live: { key: 'inbox', kinds: ['inbox.new'] },
}
export default inbox
