import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = __dirname
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|vue|scss)$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => !path.endsWith('.gen.ts') && path !== 'arch.test.ts')
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** Which part of the app a file belongs to: shared, pages, features/x, or the root. */
function part(path: string) {
  const [top = '', second = ''] = path.split('/')
  return top === 'features' ? `${top}/${second}` : path.includes('/') ? top : 'root'
}

function importsOf(path: string, text: string) {
  return [...text.matchAll(/from '([^']+)'|import\('([^']+)'\)/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((target) => (target.startsWith('@/') ? target.slice(2) : target.startsWith('.') ? join(path, '..', target) : ''))
    .filter(Boolean)
}

/** The rule: shared imports shared only; pages and a feature import themselves and shared. */
function mayImport(from: string, to: string) {
  return from === 'root' || to === 'shared' || from === to
}

function violations(all: { path: string; text: string }[]) {
  return all.flatMap(({ path, text }) =>
    importsOf(path, text)
      .filter((target) => !mayImport(part(path), part(target)))
      .map((target) => `${path} imports ${target}`),
  )
}

const breaking = (pattern: RegExp, exempt: (path: string) => boolean) =>
  files.filter(({ path, text }) => !exempt(path) && pattern.test(text)).map(({ path }) => path)

describe('architecture', () => {
  it('imports only downwards', () => expect(violations(files)).toEqual([]))

  it('would notice a feature that imports another', () => {
    expect(violations([{ path: 'features/repair/a.ts', text: "import { x } from '@/features/house/model'" }])).toHaveLength(1)
    expect(violations([{ path: 'shared/lib/a.ts', text: "import { x } from '../../features/house/model'" }])).toHaveLength(1)
  })

  it('calls the platform in shared/platform only', () =>
    expect(breaking(/\b(uni|wx)\.\w+/, (path) => path.startsWith('shared/platform/'))).toEqual([]))

  it('talks to the network in shared only', () =>
    expect(breaking(/\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org)/, (path) => path.endsWith('.test.ts') || path === 'env.d.ts')).toEqual([]))

  it('keeps the staff and the residents apart: each surface is spoken to from one side', () => {
    expect(breaking(/\/admin\/v1\//, (path) => path.startsWith('features/work/') || path.startsWith('shared/api/') || path.endsWith('.test.ts'))).toEqual([])
    const ofResidents = /\/app\/v1\/|import \{[^}]*\bhttp\b[^}]*\} from '@\/shared\/app'|session\.tokens|from '@\/shared\/lib\/(files|useLive)'/
    expect(breaking(ofResidents, (path) => !path.startsWith('features/work/') || path.endsWith('.test.ts'))).toEqual([])
  })

  it('keeps colours in the tokens', () =>
    expect(
      breaking(/#[0-9a-f]{3,8}\b(?![^<]*-->)|\brgba?\(/i, (path) => path === 'styles/tokens.scss' || path.endsWith('.test.ts') || path.endsWith('.ts')),
    ).toEqual([]))

  it('logs nothing to the console and swears off any', () => expect(breaking(/console\.|\bas any\b|: any\b/, () => false)).toEqual([]))

  it('has a human to call on every page', () => {
    const text = (path: string) => readFileSync(join(root, path), 'utf8')
    const book = JSON.parse(text('pages.json')) as { pages: { path: string }[]; subPackages: { root: string; pages: { path: string }[] }[] }
    const pages = [...book.pages.map((page) => page.path), ...book.subPackages.flatMap((sub) => sub.pages.map((page) => `${sub.root}/${page.path}`))]
    expect(pages.length).toBeGreaterThan(15)
    expect(pages.filter((page) => !/<AppPage\b/.test(text(`${page}.vue`)))).toEqual([])
    // Neither the frame nor the foot may hide it: both show it whatever the page is in.
    expect(text('shared/ui/AppPage.vue')).toContain('<view class="foot"><HelpFoot :phone="phone" /></view>')
    const foot = text('shared/ui/HelpFoot.vue')
    expect(foot).toContain('data-testid="call-service"')
    expect(foot).toMatch(/props\.phone \|\| session\.servicePhone\.value/)
    expect(foot.match(/v-if|v-show/g)).toHaveLength(1)
  })

  it('keeps .vue files short', () =>
    expect(files.filter(({ path, text }) => path.endsWith('.vue') && text.split('\n').length > 300).map(({ path }) => path)).toEqual([]))
})
