import { expect, it } from 'vitest'
import { badge } from './model'

it.each([[0, ''], [3, '3'], [100, '99+']])('badge of %i', (n, text) => expect(badge(n)).toBe(text))
