import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import 'tdesign-vue-next/es/style/index.css'
import { createApp } from 'vue'
import './styles/tokens.css'
import './styles/base.css'
import './styles/field.css'
import App from './App.vue'
import { createLive } from './app/live'
import { createQueries } from './app/queries'
import { createAppRouter } from './app/router'
import { createHttp } from './shared/api/client'
import { provideHttp } from './shared/api/provide'
import { fetchSend } from './shared/api/send'
import { provideLive } from './shared/live/provide'
import { useSession } from './shared/session'
import { createToasts, provideToasts } from './shared/ui/toast'

const app = createApp(App)
app.use(createPinia())
const session = useSession()
const queries = createQueries()
const http = createHttp(fetchSend, () => signedOut())
const router = createAppRouter(http, session)
const live = createLive(http, queries, session, () => signedOut())

function signedOut(): void {
  if (!session.me) return
  session.leave()
  queries.clear()
  const next = router.currentRoute.value.fullPath
  void router.push({ name: 'login', query: { next, expired: '1' } })
}

provideHttp(app, http)
provideLive(app, live)
provideToasts(app, createToasts())
app.use(VueQueryPlugin, { queryClient: queries })
app.use(router)
app.mount('#app')
