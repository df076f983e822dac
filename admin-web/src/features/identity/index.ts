import type { Feature } from '@/shared/feature'

const identity: Feature = {
  publicRoutes: [
    { path: '/login', name: 'login', meta: { open: true, title: '登录' }, component: () => import('./pages/LoginPage.vue') },
    { path: '/setup', name: 'setup', meta: { open: true, title: '设置密码' }, component: () => import('./pages/SetupPage.vue') },
  ],
}
export default identity
