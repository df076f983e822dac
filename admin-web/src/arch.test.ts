import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(ts|vue)$/.test(f) && !f.endsWith('.gen.ts'))
const text = (file: string) => readFileSync(join(root, file), 'utf8')

/** First folders of what a file imports, e.g. "shared" or "features/repair". */
function imports(file: string): string[] {
  return [...text(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
    .map((m) => m[1] as string)
    .filter((to) => to.startsWith('@/') || to.startsWith('.'))
    .map((to) => (to.startsWith('@/') ? to.slice(2) : relative(root, join(root, file, '..', to))))
    .map(areaOf)
}
function areaOf(path: string): string {
  const [top, second] = path.split('/')
  return top === 'features' ? `features/${second}` : (top ?? '')
}
/** Import rules: shared ← features ← app; a feature knows no other feature. */
export function violation(from: string, to: string): boolean {
  if (from === 'shared') return to !== 'shared'
  if (from.startsWith('features/')) return to !== from && to !== 'shared'
  return false
}

it('knows a violation when it sees one', () => {
  expect(violation('shared', 'features/repair')).toBe(true)
  expect(violation('features/repair', 'features/house')).toBe(true)
  expect(violation('features/repair', 'app')).toBe(true)
  expect(violation('features/repair', 'shared')).toBe(false)
  expect(violation('app', 'features/repair')).toBe(false)
})

it.each(files)('%s imports only what its place allows', (file) => {
  expect(imports(file).filter((to) => violation(areaOf(file), to))).toEqual([])
})

it('talks to the network only in shared/api and to the UI library only in shared/ui', () => {
  const bad = files.filter((f) => (/\bfetch\(|XMLHttpRequest/.test(text(f)) && !f.startsWith('shared/api/')) || (/from 'tdesign/.test(text(f)) && !f.startsWith('shared/ui/')))
  expect(bad.filter((f) => f !== 'arch.test.ts')).toEqual([])
})

it('names colours only in the tokens', () => {
  expect(files.filter((f) => f.endsWith('.vue') && /#[0-9a-f]{3,8}\b(?=[;\s)])|rgba?\(|hsl\(/i.test(text(f)))).toEqual([])
})

it('keeps files small enough to read', () => {
  const lines = (f: string) => text(f).split('\n').length
  expect(files.filter((f) => lines(f) > (f.endsWith('.vue') ? 300 : 400))).toEqual([])
})
