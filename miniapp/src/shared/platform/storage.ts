/** Keeps a value on this device: the session, the elder theme and unsent drafts. Never a way to talk between pages. */
export function read<T>(key: string): T | undefined {
  try {
    const text = uni.getStorageSync(key) as string
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export function write(key: string, value: unknown) {
  try {
    uni.setStorageSync(key, JSON.stringify(value))
  } catch {
    // Full or forbidden storage: the app works without it, only less comfortably.
  }
}

export function erase(key: string) {
  try {
    uni.removeStorageSync(key)
  } catch {
    // As above.
  }
}
