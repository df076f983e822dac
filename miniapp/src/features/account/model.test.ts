import { expect, it } from 'vitest'
import { hours } from './model'

it('offers half hours with both ends', () => expect(hours(7, 8).map((one) => one.value)).toEqual(['07:00', '07:30', '08:00']))
