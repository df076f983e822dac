import type { Column } from '@/shared/ui/column'
import type { RepairRow } from './model'

export const columns: Column<RepairRow>[] = [
  { key: 'number', title: '工单', width: '150px', text: (r) => r.number },
  { key: 'what', title: '报修内容' },
  { key: 'where', title: '位置', width: '180px', text: (r) => r.houseLabel || r.placeLabel },
  { key: 'workerName', title: '维修师傅', width: '110px', text: (r) => r.workerName || '—' },
  { key: 'state', title: '状态', width: '110px' },
  { key: 'age', title: '更新', width: '130px', align: 'right' },
]
