/** Keeps a value on this device: the sessions, the elder theme, drafts and work not yet sent. Never a way to talk between pages. */
export function read<T>(key: string): T | undefined {
  try {
    const text = uni.getStorageSync(key) as string
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

/** Whether the value is kept now: with full or forbidden storage most of the app works on, less comfortably. */
export function write(key: string, value: unknown): boolean {
  try {
    uni.setStorageSync(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function erase(key: string) {
  try {
    uni.removeStorageSync(key)
  } catch {
    // As above.
  }
}
