import { expect, it } from 'vitest'
import { fenOf, plainYuan, yuan } from './money'

it('writes fen as people read yuan', () => {
  expect([0, 5, 2600, 123450, -5, 100000000].map(yuan)).toEqual(['¥0.00', '¥0.05', '¥26.00', '¥1,234.50', '-¥0.05', '¥1,000,000.00'])
  expect(plainYuan(123450)).toBe('1234.50')
})
it('reads what people type, and nothing else', () => {
  expect(['26', '26.5', '26.50', '¥1,200.00', ' 0.01 ', '19.99'].map(fenOf)).toEqual([2600, 2650, 2650, 120000, 1, 1999])
  expect(['', '-1', '26.555', '1e3', 'abc', '.5', '1.'].map(fenOf)).toEqual(Array(7).fill(undefined))
})
