import { expect, it } from 'vitest'
import { countLines, draftProblems, emptyDraft, formOf, shown, type StockItem } from './model'

const item = (id: string, more: Partial<StockItem> = {}): StockItem => ({
  id, kind: 'material', kindLabel: '材料', name: `角阀${id}`, unit: '个', priceFen: 100, since: '', nextFen: 0, nextFrom: '', onSale: true, level: 5, minimum: 3, low: false, version: 1, ...more,
})

it('narrows the list by what is asked for', () => {
  const all = [item('1'), item('2', { low: true }), item('3', { kind: 'labour', onSale: false, name: '上门' })]
  const ids = (only: string, q = '') => shown(all, only, q).map((i) => i.id).join('')
  expect([ids(''), ids('low'), ids('labour'), ids('off'), ids('', ' 角阀2 ')]).toEqual(['123', '2', '3', '3', '2'])
})
it('reads a form without ever holding money in a float', () => {
  expect(formOf({ ...emptyDraft(), name: ' 阀 ', price: '19.99', level: '7' })).toMatchObject({ name: '阀', priceFen: 1999, level: 7 })
  expect(formOf({ ...emptyDraft(), kind: 'labour', price: '30', level: '7', minimum: '2' })).toMatchObject({ level: 0, minimum: 0 })
  expect(Object.keys(draftProblems({ ...emptyDraft(), unit: '', price: '1.234', level: '-1', minimum: '0.5' }, true))).toEqual(['name', 'unit', 'priceFen', 'level', 'minimum'])
})
it('sends only what was counted, with the level on the screen', () => {
  expect(countLines([item('1'), item('2'), item('3')], { '1': '4', '2': ' ', '3': 'x' })).toEqual({ lines: [{ itemId: '1', seen: 5, counted: 4 }], bad: ['3'] })
})
