export type { InboxMessage as InboxItem, InboxPage, PreferencesChange as Preferences, PreferencesView } from '@/shared/api/types.gen'

export function badge(unread: number): string {
  if (unread <= 0) return ''
  return unread > 99 ? '99+' : String(unread)
}
