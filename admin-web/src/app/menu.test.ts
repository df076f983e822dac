import { expect, it } from 'vitest'
import { features } from './features'
import { menuFor } from './menu'

const all = features.flatMap((f) => f.menu ?? [])
const names = (can: (p: string) => boolean) => menuFor(all, can).flatMap((g) => g.entries.map((e) => e.feature))

it('shows a repair worker his work and nothing about houses or staff', () => {
  const shown = names((p) => ['repair.read', 'repair.work'].includes(p))
  expect(shown).toContain('repair')
  expect(shown).not.toContain('house')
  expect(shown).not.toContain('staff')
})

it('leads everybody to the workbench first', () => {
  expect(names(() => false)).toEqual(['workbench'])
  expect(names(() => true)[0]).toBe('workbench')
})
