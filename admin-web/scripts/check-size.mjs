// Goal F1: what a browser must load, in gzip bytes, measured on the build. Exits 1 over budget.
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
if (!existsSync(new URL('.vite/manifest.json', dist))) {
  console.error('no build found: run `npm run build` first')
  process.exit(2)
}
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const KB = 1024
const budget = { first: 180 * KB, route: 40 * KB }

/** Every file that `key` needs at once: itself, its static imports and their styles. */
function needs(key, out = new Set()) {
  const chunk = manifest[key]
  if (!chunk || out.has(chunk.file)) return out
  out.add(chunk.file)
  for (const css of chunk.css ?? []) out.add(css)
  for (const next of chunk.imports ?? []) needs(next, out)
  return out
}
const sizes = new Map()
function gzip(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length)
  return sizes.get(file)
}
const sum = (files) => [...files].reduce((n, f) => n + gzip(f), 0)
const union = (...keys) => keys.reduce((all, k) => needs(k, all), new Set())

const entry = 'index.html'
const shell = 'src/app/layout/ShellLayout.vue'
const home = 'src/features/workbench/pages/WorkbenchPage.vue'
const html = gzipSync(readFileSync(new URL('index.html', dist)), { level: 9 }).length
const first = union(entry, shell, home)
const frame = union(entry, shell)
// A route that shares code with its own dialogs is a chunk without a source; its name still tells.
const pages = manifest[entry].dynamicImports.filter((k) => k !== shell && k !== home)
const nameOf = (key) => manifest[key].src?.replace('src/', '') ?? manifest[key].name
for (const key of [entry, shell, home]) if (!manifest[key]) throw new Error(`missing in the manifest: ${key}`)

const rows = [
  ['index.html and its static imports', sum(needs(entry)) + html, budget.first],
  ['first load (entry + shell + workbench)', sum(first) + html, budget.first],
  ...pages.map((key) => {
    const open = /identity|Unreachable/.test(key)
    const had = open ? needs(entry) : frame
    return [nameOf(key), sum([...needs(key)].filter((f) => !had.has(f))), budget.route]
  }),
]
if (pages.length < 9) throw new Error(`only ${pages.length} routes found in the manifest`)
let over = false
for (const [name, size, limit] of rows) {
  const bad = size > limit
  over ||= bad
  console.log(`${bad ? 'OVER' : ' ok '}  ${(size / KB).toFixed(1).padStart(6)} KB of ${limit / KB}  ${name}`)
}
process.exit(over ? 1 : 0)
