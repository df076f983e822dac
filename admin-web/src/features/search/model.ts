import type { SearchHit as SearchItem } from '@/shared/api/types.gen'
import type { IconName } from '@/shared/ui/icons'

export type { SearchHit as SearchItem, SearchHits } from '@/shared/api/types.gen'

const kinds: Record<string, { label: string; icon: IconName }> = {
  house: { label: '房屋', icon: 'building' },
  repair: { label: '工单', icon: 'wrench' },
}
export function kindOf(item: SearchItem): { label: string; icon: IconName } {
  // A kind this build does not know yet still leads somewhere.
  return kinds[item.kind] ?? { label: '', icon: 'search' }
}

/** Moves through the hits and comes round at either end. */
export function stepThrough(at: number, by: number, count: number): number {
  return count ? (at + by + count) % count : 0
}
