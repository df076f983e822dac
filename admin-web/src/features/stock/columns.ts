import type { Column } from '@/shared/ui/column'
import type { StockItem, StockMovement } from './model'

export const itemColumns: Column<StockItem>[] = [
  { key: 'name', title: '项目' },
  { key: 'kind', title: '类别', width: '90px', text: (i) => i.kindLabel },
  { key: 'price', title: '单价', width: '190px', align: 'right' },
  { key: 'level', title: '库存', width: '130px', align: 'right' },
  { key: 'minimum', title: '最低库存', width: '110px', align: 'right', text: (i) => (i.kind === 'material' ? `${i.minimum}` : '—') },
  { key: 'state', title: '状态', width: '120px' },
]

export const movementColumns: Column<StockMovement>[] = [
  { key: 'at', title: '时间', width: '130px' },
  { key: 'item', title: '物料', text: (m) => m.itemName },
  { key: 'kind', title: '变动', width: '100px', text: (m) => m.kindLabel },
  { key: 'quantity', title: '数量', width: '110px', align: 'right' },
  { key: 'after', title: '变动后', width: '110px', align: 'right', text: (m) => `${m.levelAfter} ${m.unit}` },
  { key: 'why', title: '说明' },
  { key: 'who', title: '经手人', width: '110px', text: (m) => m.actorName || '系统' },
]
