import type { ImportRun } from '@/shared/api/types.gen'

export type { ImportRow, ImportRun, RowsOutBody } from '@/shared/api/types.gen'

export const running = (run: Pick<ImportRun, 'state'>): boolean => run.state === 'checking' || run.state === 'applying'

/** Upload → check → apply → done; failing keeps the step it failed in. */
export function stepOf(run: Pick<ImportRun, 'state'> | undefined): number {
  if (!run) return 0
  return { checking: 1, checked: 1, failed: 1, applying: 2, applied: 3 }[run.state]
}

export function percent(run: Pick<ImportRun, 'doneRows' | 'counts'>): number {
  return run.counts.rows > 0 ? Math.min(100, Math.round((run.doneRows / run.counts.rows) * 100)) : 0
}

export type RowKind = 'refused' | 'added' | 'changed' | 'same'
export function tabsOf(counts: ImportRun['counts']): { value: RowKind; label: string; count: number }[] {
  return [
    { value: 'refused', label: '不能导入', count: counts.refused },
    { value: 'added', label: '新增', count: counts.added },
    { value: 'changed', label: '有变化', count: counts.changed },
    { value: 'same', label: '没有变化', count: counts.same },
  ]
}

/** People look at what is wrong first, then at what will be new. */
export function firstTab(counts: ImportRun['counts']): RowKind {
  return tabsOf(counts).find((t) => t.count > 0)?.value ?? 'added'
}

const fieldLabels: Record<string, string> = {
  seq: '序号', address: '地址', building: '楼栋', unit: '单元', floor: '楼层', room: '房号', kind: '类型', layout: '户型', area: '建筑面积', innerArea: '套内面积',
  owner: '业主', phone: '业主电话', coOwner: '共有人', tenant: '租户', tenantPhone: '租户电话', ownership: '产权性质', occupancy: '入住情况',
  delivered: '交付日期', parking: '车位', note: '备注',
}
export const fieldLabel = (field: string): string => (field ? (fieldLabels[field] ?? field) : '不导入')

/** Refuses what cannot be a ledger before anything is sent. */
export function fileProblem(file: { name: string; size: number }): string {
  if (!/\.xlsx$/i.test(file.name)) return '请选择 .xlsx 格式的 Excel 文件（旧的 .xls 请先另存为 .xlsx）'
  if (file.size === 0) return '这个文件是空的'
  return file.size > 20 * 1024 * 1024 ? '文件超过 20 MB，请按楼栋拆开导入' : ''
}
