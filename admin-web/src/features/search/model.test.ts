import { expect, it } from 'vitest'
import { kindOf, stepThrough } from './model'

it('comes round at both ends', () => {
  expect(stepThrough(0, -1, 3)).toBe(2)
  expect(stepThrough(2, 1, 3)).toBe(0)
  expect(stepThrough(0, 1, 0)).toBe(0)
})

it('shows a hit of an unknown kind all the same', () => {
  const hit = JSON.parse('{"kind":"parcel","id":"1","title":"","subtitle":"","link":"/"}')
  expect(kindOf(hit).icon).toBe('search')
})
