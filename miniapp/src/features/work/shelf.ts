import type { Keep } from '@/shared/lib/session'

const shelfKey = 'zj.staff.orders'
const most = 30
const noteKey = (key: string) => `zj.staff.note.${key}`

interface Kept<Row, Order> {
  staffId: string
  rows: Row[]
  orders: { id: string; order: Order }[]
}

/**
 * The worker's own open orders as the server last told them, to read in a cellar without a network: where, whom to call,
 * what to mind. Only his, only open ones, at most thirty; logging out empties it.
 */
export function createShelf<Row, Order extends { id: string }>(keep: Keep) {
  const at = (staffId: string): Kept<Row, Order> => {
    const kept = keep.read<Kept<Row, Order>>(shelfKey)
    return kept?.staffId === staffId ? kept : { staffId, rows: [], orders: [] }
  }

  return {
    rows: (staffId: string) => at(staffId).rows,
    order: (staffId: string, id: string) => at(staffId).orders.find((one) => one.id === id)?.order,
    /** Takes the present list over and forgets orders that are not on it any more. */
    putRows(staffId: string, rows: (Row & { id: string })[]) {
      const ids = rows.map((one) => one.id)
      keep.write(shelfKey, { staffId, rows: rows.slice(0, most), orders: at(staffId).orders.filter((one) => ids.includes(one.id)) })
    },
    putOrder(staffId: string, order: Order) {
      const others = at(staffId).orders.filter((one) => one.id !== order.id)
      keep.write(shelfKey, { ...at(staffId), orders: [{ id: order.id, order }, ...others].slice(0, most) })
    },
    /** Word lists and the price list, which are nobody's own. */
    note: (key: string, value: unknown) => void keep.write(noteKey(key), value),
    noted: <T>(key: string) => keep.read<T>(noteKey(key)),
    clear: () => keep.erase(shelfKey),
  }
}
