import { describe, expect, it } from 'vitest'
import { fenOf, sayFen } from './money'

describe('money', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [123_450, '¥1,234.50'],
    [100_000_000, '¥1,000,000.00'],
  ])('says %i as %s', (fen, text) => expect(sayFen(fen)).toBe(text))

  it.each([
    ['12', 1200],
    ['12.5', 1250],
    ['0.07', 7],
    ['19.99', 1999],
    ['-1', undefined],
    ['1.234', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('reads %s', (text, fen) => expect(fenOf(text)).toBe(fen))
})
