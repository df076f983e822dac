import { spokenTime } from '@/shared/lib/time'
import type { Column } from '@/shared/ui/column'
import type { Staff } from './model'

export const columns: Column<Staff>[] = [
  { key: 'name', title: '姓名', width: '180px' },
  { key: 'phone', title: '电话', width: '140px', text: (s) => s.phone || '—' },
  { key: 'roles', title: '角色', text: (s) => s.roles.map((r) => r.name).join('、') || '—' },
  { key: 'communities', title: '管理范围', text: (s) => s.communities.map((c) => c.name).join('、') || '—' },
  { key: 'last', title: '上次登录', width: '140px', text: (s) => spokenTime(s.lastLoginAt) || '从未' },
  { key: 'state', title: '状态', width: '100px' },
]
