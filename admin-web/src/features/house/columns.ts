import type { Column } from '@/shared/ui/column'
import { kindLabel, type HouseLine } from './model'

export const columns: Column<HouseLine>[] = [
  { key: 'label', title: '房屋', width: '26%', text: (h) => h.label },
  { key: 'kind', title: '类型', width: '10%', text: (h) => kindLabel(h.kind) },
  { key: 'areaM2', title: '建筑面积', width: '12%', text: (h) => (h.areaM2 ? `${h.areaM2} ㎡` : '—') },
  { key: 'ownerName', title: '登记业主', width: '20%', text: (h) => h.ownerName || '—' },
  { key: 'ownerPhone', title: '联系电话', width: '18%', text: (h) => h.ownerPhone || '—' },
  { key: 'bound', title: '已认证', width: '14%' },
]
