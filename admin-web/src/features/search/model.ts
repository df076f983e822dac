import type { SearchHit as SearchItem } from '@/shared/api/types.gen'
import type { IconName } from '@/shared/ui/icons'

export type { SearchHit as SearchItem, SearchHits } from '@/shared/api/types.gen'

const kinds: Record<SearchItem['kind'], { label: string; icon: IconName }> = {
  house: { label: '房屋', icon: 'building' },
  repair: { label: '工单', icon: 'wrench' },
}
export function kindOf(item: SearchItem): { label: string; icon: IconName } {
  return kinds[item.kind]
}

/** Moves through the hits and comes round at either end. */
export function stepThrough(at: number, by: number, count: number): number {
  return count ? (at + by + count) % count : 0
}
