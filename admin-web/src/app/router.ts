import { createRouter, createWebHistory, type Router } from 'vue-router'
import type { Http } from '@/shared/api/client'
import type { useSession } from '@/shared/session'
import { features } from './features'
import { createGuard } from './guard'

export function createAppRouter(http: Http, session: ReturnType<typeof useSession>): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [
      ...features.flatMap((f) => f.publicRoutes ?? []),
      { path: '/unreachable', name: 'unreachable', meta: { open: true, title: '连接不上' }, component: () => import('./layout/UnreachablePage.vue') },
      {
        path: '/',
        component: () => import('./layout/ShellLayout.vue'),
        children: [
          ...features.flatMap((f) => f.routes ?? []),
          { path: ':rest(.*)*', name: 'missing', meta: { title: '页面不存在' }, component: () => import('./layout/MissingPage.vue') },
        ],
      },
    ],
  })
  router.beforeEach(createGuard(http, session))
  router.afterEach((to) => {
    document.title = to.meta.title ? `${String(to.meta.title)} · 指尖社区` : '指尖社区'
  })
  return router
}
