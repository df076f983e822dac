import { apiBase } from './request'

/** One open connection; `live` decides what is said over it. */
export interface Connection {
  send(text: string): void
  close(): void
}

export interface ConnectionEvents {
  onOpen(): void
  onMessage(text: string): void
  onClose(code: number): void
}

export type Connect = (events: ConnectionEvents) => Connection

/** Opens the websocket of our server. */
export const connect: Connect = (events) => {
  const task = uni.connectSocket({ url: address(), complete: () => undefined })
  let closed = false
  const close = (code: number) => {
    if (closed) return
    closed = true
    events.onClose(code)
  }
  task.onOpen(() => events.onOpen())
  task.onMessage(({ data }) => events.onMessage(String(data)))
  task.onClose((reason) => close((reason as { code?: number } | undefined)?.code ?? 1006))
  task.onError(() => close(1006))
  return {
    send: (data) => task.send({ data, fail: () => close(1006) }),
    close: () => task.close({ code: 1000, fail: () => undefined }),
  }
}

function address() {
  let origin = apiBase
  // #ifdef H5
  origin ||= location.origin
  // #endif
  return `${origin.replace(/^http/, 'ws')}/ws`
}
