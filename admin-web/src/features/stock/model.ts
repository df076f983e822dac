import type { CountLine, ListItemForm, StockItem } from '@/shared/api/types.gen'
import { fenOf } from '@/shared/lib/money'

export type {
  EditItemForm, ItemPriceForm, ListItemForm, MovementsOutBody, ReceiveForm, StockItem, StockItemsOutBody, StockMovement, StocktakeForm, StocktakeOutBody,
} from '@/shared/api/types.gen'

export const kindOptions = [{ value: 'material', label: '材料' }, { value: 'labour', label: '人工' }] as const
export const onlyOptions = [
  { value: '', label: '全部项目' }, { value: 'low', label: '需要补货' }, { value: 'material', label: '只看材料' }, { value: 'labour', label: '只看人工' }, { value: 'off', label: '已停售' },
] as const
export const moveOptions = [
  { value: '', label: '全部变动' }, { value: 'in', label: '入库' }, { value: 'use', label: '领用' }, { value: 'give_back', label: '退回' }, { value: 'count', label: '盘点' },
] as const

export function shown(items: readonly StockItem[], only: string, q: string): StockItem[] {
  const text = q.trim().toLowerCase()
  return items.filter((i) => {
    if (text && !i.name.toLowerCase().includes(text)) return false
    if (only === 'low') return i.low
    if (only === 'off') return !i.onSale
    return only === '' || i.kind === only
  })
}

export const whole = (text: string): number | undefined => (/^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined)

/** An item while it is being written; numbers are what the person typed. */
export interface Draft {
  kind: ListItemForm['kind']
  name: string
  unit: string
  price: string
  onSale: boolean
  level: string
  minimum: string
}
export const emptyDraft = (): Draft => ({ kind: 'material', name: '', unit: '个', price: '', onSale: true, level: '0', minimum: '0' })

export function draftProblems(d: Draft, isNew: boolean): Partial<Record<'name' | 'unit' | 'priceFen' | 'level' | 'minimum', string>> {
  const out: ReturnType<typeof draftProblems> = {}
  if (!d.name.trim()) out.name = '请填写名称'
  if (!d.unit.trim()) out.unit = '请填写单位'
  if (isNew && fenOf(d.price) === undefined) out.priceFen = '请填写金额，最多两位小数'
  if (d.kind === 'material' && isNew && whole(d.level) === undefined) out.level = '请填 0 或整数'
  if (d.kind === 'material' && whole(d.minimum) === undefined) out.minimum = '请填 0 或整数'
  return out
}
export function formOf(d: Draft): ListItemForm {
  const material = d.kind === 'material'
  return {
    kind: d.kind, name: d.name.trim(), unit: d.unit.trim(), priceFen: fenOf(d.price) ?? 0, onSale: d.onSale,
    level: material ? (whole(d.level) ?? 0) : 0, minimum: material ? (whole(d.minimum) ?? 0) : 0,
  }
}

/** What was counted, for the items where somebody wrote a number. */
export function countLines(items: readonly StockItem[], counted: Record<string, string>): { lines: CountLine[]; bad: string[] } {
  const lines: CountLine[] = []
  const bad: string[] = []
  for (const i of items) {
    const text = (counted[i.id] ?? '').trim()
    if (!text) continue
    const n = whole(text)
    if (n === undefined) bad.push(i.id)
    else lines.push({ itemId: i.id, seen: i.level, counted: n })
  }
  return { lines, bad }
}
