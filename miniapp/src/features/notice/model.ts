import type { NoticeRow } from '@/shared/api/schema'
import { sayTime } from '@/shared/lib/time'

export interface RowView extends NoticeRow {
  icon: string
  time: string
}

const icons: Record<string, string> = { notice: 'megaphone', outage: 'alert', event: 'people' }

export const noticeIcon = (kind: string) => icons[kind] ?? 'megaphone'

export function rowViews(rows: NoticeRow[], now: number): RowView[] {
  return rows.map((row) => ({ ...row, icon: noticeIcon(row.kind), time: sayTime(row.publishedAt, now) }))
}

/** The paragraphs of a plain text. */
export const paragraphs = (body: string) =>
  body
    .split(/\n+/)
    .map((line) => line.trim())
    .filter(Boolean)
