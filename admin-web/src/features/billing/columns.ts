import { yuan } from '@/shared/lib/money'
import type { Column } from '@/shared/ui/column'
import type { ArrearsRow, BillRun, MeterView, StaffBillRow } from './model'

export const billColumns: Column<StaffBillRow>[] = [
  { key: 'house', title: '房屋', text: (b) => b.houseLabel },
  { key: 'title', title: '项目', text: (b) => b.title },
  { key: 'period', title: '账期', width: '120px', text: (b) => b.periodName },
  { key: 'asked', title: '应收', width: '130px', align: 'right', text: (b) => yuan(b.askedFen) },
  { key: 'total', title: '待缴', width: '130px', align: 'right', text: (b) => (b.totalFen ? yuan(b.totalFen) : '—') },
  { key: 'due', title: '最后缴费日', width: '120px', text: (b) => b.dueOn || '—' },
  { key: 'state', title: '状态', width: '170px' },
]

export const runColumns: Column<BillRun>[] = [
  { key: 'title', title: '出账', text: (r) => r.title },
  { key: 'count', title: '笔数', width: '100px', align: 'right', text: (r) => `${r.billCount}` },
  { key: 'sum', title: '合计', width: '160px', align: 'right', text: (r) => yuan(r.sumFen) },
  { key: 'odd', title: '异常', width: '90px', align: 'right', text: (r) => (r.anomalyCount ? `${r.anomalyCount}` : '—') },
  { key: 'who', title: '经办 / 发布', width: '180px', text: (r) => [r.makerName, r.publisherName].filter(Boolean).join(' / ') },
  { key: 'state', title: '状态', width: '150px' },
]

export const meterColumns: Column<MeterView>[] = [
  { key: 'house', title: '房屋', text: (m) => m.houseLabel },
  { key: 'number', title: '表号', width: '140px', text: (m) => m.number },
  { key: 'last', title: '上次读数', width: '130px', align: 'right', text: (m) => m.reading?.lastValue ?? (m.lastPeriod ? m.lastValue : '—') },
  { key: 'value', title: '本次读数', width: '190px', align: 'right' },
  { key: 'used', title: '用量', width: '120px', align: 'right', text: (m) => (m.reading ? (m.reading.first ? '首次，只作起点' : m.reading.used) : '—') },
]

export const arrearsColumns: Column<ArrearsRow>[] = [
  { key: 'house', title: '房屋' },
  { key: 'due', title: '欠费', width: '140px', align: 'right', text: (a) => yuan(a.dueFen) },
  { key: 'bills', title: '笔数', width: '80px', align: 'right', text: (a) => `${a.bills}` },
  { key: 'oldest', title: '最早到期', width: '120px', text: (a) => a.oldestDue },
  { key: 'days', title: '逾期', width: '110px', align: 'right', text: (a) => `${a.days} 天` },
  { key: 'band', title: '账龄', width: '130px' },
]
