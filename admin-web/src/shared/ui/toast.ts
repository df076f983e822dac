import { inject, ref, type App, type InjectionKey, type Ref } from 'vue'

export interface Toast {
  id: number
  tone: 'good' | 'danger'
  text: string
}
export interface Toasts {
  list: Ref<Toast[]>
  good(text: string): void
  bad(text: string): void
}

const key: InjectionKey<Toasts> = Symbol('toasts')

export function createToasts(stay = 3500): Toasts {
  const list = ref<Toast[]>([])
  let last = 0
  function show(tone: Toast['tone'], text: string): void {
    const id = ++last
    list.value = [...list.value.slice(-1), { id, tone, text }]
    setTimeout(() => (list.value = list.value.filter((t) => t.id !== id)), stay)
  }
  return { list, good: (text) => show('good', text), bad: (text) => show('danger', text) }
}

export function provideToasts(app: App, toasts: Toasts): void {
  app.provide(key, toasts)
}

export function useToast(): Toasts {
  const toasts = inject(key)
  if (!toasts) throw new Error('toasts are not provided')
  return toasts
}
