import type { Column } from '@/shared/ui/column'
import type { ImportRow, RowKind } from './model'

const base: Column<ImportRow>[] = [
  { key: 'row', title: '行号', width: '18%', text: (r) => r.sheet ? `${r.sheet} 第 ${r.row} 行` : `第 ${r.row} 行` },
  { key: 'house', title: '房屋', text: (r) => r.house || '—' },
]

export function columnsOf(kind: RowKind): Column<ImportRow>[] {
  if (kind === 'refused') return [...base, { key: 'reason', title: '为什么不能导入', width: '50%' }]
  if (kind === 'added') return [...base, { key: 'detail', title: '说明', width: '45%', text: (r) => r.detail }]
  return kind === 'changed' ? [...base, { key: 'changes', title: '变化', width: '55%' }] : base
}
