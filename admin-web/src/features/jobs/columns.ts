import { fullTime, spokenTime } from '@/shared/lib/time'
import type { Column } from '@/shared/ui/column'
import { every, lasted, type Line, type Queue, queueName, type Run } from './model'

export const scheduleColumns: Column<Line>[] = [
  { key: 'name', title: '任务' },
  { key: 'every', title: '多久一次', width: '110px', text: (l) => every(l.everySeconds) },
  { key: 'result', title: '上次结果', width: '110px' },
  { key: 'last', title: '上次运行', width: '150px', text: (l) => (l.last ? spokenTime(l.last.startedAt) : '还没有运行') },
  { key: 'took', title: '用时', width: '90px', align: 'right', text: (l) => (l.last ? lasted(l.last.tookMs) : '') },
  { key: 'next', title: '下次', width: '150px', text: (l) => spokenTime(l.nextAt) },
]

export const runColumns: Column<Run>[] = [
  { key: 'at', title: '开始', width: '150px', text: (r) => fullTime(r.startedAt) },
  { key: 'result', title: '结果', width: '100px' },
  { key: 'took', title: '用时', width: '90px', align: 'right', text: (r) => lasted(r.tookMs) },
  { key: 'error', title: '原因', text: (r) => r.error },
]

export const queueColumns: Column<Queue>[] = [
  { key: 'name', title: '队列', text: (q) => queueName(q.name) },
  { key: 'waiting', title: '等待', width: '90px', align: 'right', text: (q) => String(q.waiting) },
  { key: 'active', title: '处理中', width: '90px', align: 'right', text: (q) => String(q.active) },
  { key: 'orphans', title: '失去租约', width: '100px', align: 'right', text: (q) => String(q.orphans) },
  { key: 'done', title: '今天完成', width: '110px', align: 'right', text: (q) => String(q.doneToday) },
]
