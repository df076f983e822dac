import { expect, it } from 'vitest'
import { stepThrough } from './model'

it('comes round at both ends', () => {
  expect(stepThrough(0, -1, 3)).toBe(2)
  expect(stepThrough(2, 1, 3)).toBe(0)
  expect(stepThrough(0, 1, 0)).toBe(0)
})
