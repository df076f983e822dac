import type { QuoteItem, StockItem } from '@/shared/api/types.gen'
import { fenOf } from '@/shared/lib/money'

/** Stands in place of an item for what is not on the list. */
export const own = 'own'

/** A line of a quote as it is typed. */
export interface QuoteRow {
  itemId: string
  kind: QuoteItem['kind']
  title: string
  unit: string
  price: string
  quantity: string
}
export const emptyLine = (): QuoteRow => ({ itemId: '', kind: 'labour', title: '', unit: '', price: '', quantity: '1' })

const count = (text: string) => (/^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : 0)

export function lineProblem(r: QuoteRow): string {
  if (!r.itemId) return '请选择项目'
  if (r.itemId === own && !r.title.trim()) return '请写明项目名称'
  if (fenOf(r.price) === undefined) return '请填写单价，最多两位小数'
  return count(r.quantity) ? '' : '数量请填 1 到 999 的整数'
}
/** Whole fen throughout: unit price by count. */
export function totalOf(rows: readonly QuoteRow[]): number {
  return rows.reduce((sum, r) => sum + (fenOf(r.price) ?? 0) * count(r.quantity), 0)
}
/** A supervisor looks at what is not on the list, or not at its price. */
export function offList(r: QuoteRow, items: readonly StockItem[]): boolean {
  const item = items.find((i) => i.id === r.itemId)
  return item ? fenOf(r.price) !== item.priceFen : r.itemId === own
}
export function lineItem(r: QuoteRow): QuoteItem {
  const priceFen = fenOf(r.price) ?? 0
  const said = { kind: r.kind, quantity: count(r.quantity), priceFen }
  return r.itemId !== own ? { ...said, itemId: r.itemId } : { ...said, title: r.title.trim(), unit: r.unit.trim() }
}
