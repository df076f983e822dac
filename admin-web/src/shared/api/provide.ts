import { inject, type App, type InjectionKey } from 'vue'
import type { Http } from './client'

const httpKey: InjectionKey<Http> = Symbol('http')

export function provideHttp(app: App, http: Http): void {
  app.provide(httpKey, http)
}

export function useHttp(): Http {
  const http = inject(httpKey)
  if (!http) throw new Error('http client is not provided')
  return http
}
