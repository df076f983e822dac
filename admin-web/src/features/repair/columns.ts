import type { Column } from '@/shared/ui/column'
import type { RepairRow } from './model'

export const columns: Column<RepairRow>[] = [
  { key: 'number', title: '工单', width: '136px' },
  { key: 'what', title: '报修内容' },
  { key: 'where', title: '位置', width: '150px', text: (r) => r.houseLabel || r.placeLabel },
  { key: 'workerName', title: '维修师傅', width: '96px', text: (r) => r.workerName || '—' },
  { key: 'state', title: '状态', width: '130px' },
  { key: 'due', title: '时限', width: '118px' },
  { key: 'age', title: '更新', width: '120px', align: 'right' },
]
export const pickColumn: Column<RepairRow> = { key: 'pick', title: '选', width: '44px' }
