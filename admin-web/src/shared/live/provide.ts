import { inject, ref, type App, type InjectionKey, type Ref } from 'vue'
import type { LiveState, Realtime } from './realtime'

const key: InjectionKey<Realtime> = Symbol('realtime')

export function provideLive(app: App, live: Realtime): void {
  app.provide(key, live)
}

/** Whether what is on screen follows the server by itself. */
export function useLiveState(): Ref<LiveState> {
  return inject(key, null)?.state ?? ref<LiveState>('off')
}
