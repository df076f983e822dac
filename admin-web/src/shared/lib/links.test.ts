import { expect, it } from 'vitest'
import { innerLink } from './links'

it.each([['/admin/repairs/5', '/repairs/5'], ['/repairs/5', '/repairs/5'], ['/admin', '/'], ['/administrators', '/administrators'], ['//evil.example', '/'], ['https://evil.example', '/']])(
  '%s leads to %s', (link, to) => expect(innerLink(link)).toBe(to),
)
