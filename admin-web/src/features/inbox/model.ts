import type { InboxItem } from '@/shared/api/types.gen'

export type { InboxItem } from '@/shared/api/types.gen'
export interface InboxPage {
  items: InboxItem[] | null
  unread: number
  nextCursor?: string
}

export function badge(unread: number): string {
  if (unread <= 0) return ''
  return unread > 99 ? '99+' : String(unread)
}
