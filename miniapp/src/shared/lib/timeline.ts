import type { Repair, StoredFile } from '@/shared/api/schema'
import { sayMoment } from './time'

export interface StepView {
  key: string
  title: string
  who: string
  time: string
  reason: string
  photos: StoredFile[]
  latest: boolean
}

/** Newest first: people come to see what happened last. */
export function timelineOf({ timeline }: Pick<Repair, 'timeline'>, now: number): StepView[] {
  const entries = [...timeline].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return entries.map((entry, index) => ({
    key: `${entry.at}-${index}`,
    title: entry.title,
    who: entry.actor,
    time: sayMoment(entry.at, now),
    reason: entry.reason,
    photos: entry.photos,
    latest: index === 0,
  }))
}
