import { describe, expect, it } from 'vitest'
import { fileProblem, firstTab, percent, stepOf } from './model'

const counts = { rows: 731, added: 700, changed: 20, same: 2, refused: 9, ignored: 0 }

describe('import', () => {
  it('opens on what is wrong, else on what is new', () => {
    expect(firstTab(counts)).toBe('refused')
    expect(firstTab({ ...counts, refused: 0 })).toBe('added')
    expect(firstTab({ rows: 0, added: 0, changed: 0, same: 0, refused: 0, ignored: 0 })).toBe('added')
  })
  it('walks from upload to done', () => {
    expect([undefined, ...(['checking', 'checked', 'applying', 'applied'] as const).map((state) => ({ state }))].map(stepOf)).toEqual([0, 1, 1, 2, 3])
  })
  it('never shows more than the whole, nor divides by nothing', () => {
    expect(percent({ doneRows: 366, counts })).toBe(50)
    expect(percent({ doneRows: 5, counts: { ...counts, rows: 0 } })).toBe(0)
    expect(percent({ doneRows: 900, counts })).toBe(100)
  })
  it.each([['台账.xlsx', 10, true], ['台账.XLSX', 10, true], ['台账.xls', 10, false], ['台账.xlsx', 0, false], ['台账.xlsx', 21 << 20, false]])('%s of %i bytes', (name, size, fine) => {
    expect(fileProblem({ name, size }) === '').toBe(fine)
  })
})
