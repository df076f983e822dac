/**
 * Checks what `npm run build:mp-weixin` (and build:h5, when it is there) wrote: package sizes, foreign hosts, leftovers,
 * and WeChat's own compiler over the result. Exit code 1 when a promise is broken.
 */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const build = fileURLToPath(new URL('../dist/build', import.meta.url))
const mp = join(build, 'mp-weixin')
const h5 = join(build, 'h5')
const kb = 1024
const limits = { mainGoal: 600 * kb, main: 1024 * kb, sub: 300 * kb }

const failures = []
const fail = (text) => failures.push(text)
const say = (text) => process.stdout.write(`${text}\n`)

const filesUnder = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

function checkSizes() {
  const { subPackages = [] } = JSON.parse(readFileSync(join(mp, 'app.json'), 'utf8'))
  const sizes = { main: 0, ...Object.fromEntries(subPackages.map(({ root }) => [root, 0])) }
  for (const file of filesUnder(mp)) {
    const owner = subPackages.find(({ root }) => file.startsWith(`${root}/`))?.root ?? 'main'
    sizes[owner] += statSync(join(mp, file)).size
  }
  for (const [name, size] of Object.entries(sizes)) {
    say(`${name.padEnd(20)} ${(size / kb).toFixed(1)} KB`)
    if (name === 'main' && size > limits.main) fail(`main package ${size} bytes is over ${limits.main}`)
    else if (name === 'main' && size > limits.mainGoal) say(`warning: main package is over its goal of ${limits.mainGoal} bytes`)
    if (name !== 'main' && size > limits.sub) fail(`${name} ${size} bytes is over ${limits.sub}`)
  }
}

/** Only XML namespaces, and the API's own address in the mp-weixin build, may look like an address. */
function checkText(root) {
  const own = process.env.VITE_API_BASE
  for (const file of filesUnder(root).filter((name) => /\.(js|css|wxss|wxml|wxs|json|html)$/.test(name))) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [address] of text.matchAll(/https?:\/\/[a-z0-9-]+\.[a-z0-9.-]+/gi)) {
      if (!address.startsWith('http://www.w3.org') && !own?.startsWith(address)) fail(`${file} names ${address}`)
    }
    if (root === mp && !file.startsWith('common/vendor') && /console\.log\(/.test(text)) fail(`${file} logs to the console`)
  }
}

/** Storage is for the sessions, the reading size, drafts and unsent work; any other caller would be a channel between pages. */
function checkStorage() {
  const source = fileURLToPath(new URL('../src', import.meta.url))
  const allowed = ['shared/app.ts', 'features/repair/useReport.ts', 'features/work/client.ts', 'features/work/app.ts']
  for (const file of filesUnder(source).filter((name) => /\.(ts|vue)$/.test(name))) {
    const uses = readFileSync(join(source, file), 'utf8').includes('platform/storage')
    if (uses && !allowed.includes(file)) fail(`${file} uses storage; state between pages travels in the query`)
  }
}

/** WeChat's compiler, offline: the project's attributes would come from WeChat, so their limits are given here. */
async function checkCompiler() {
  let ci, project
  try {
    ci = createRequire(import.meta.url)('miniprogram-ci')
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    })
    project = new ci.Project({ appid: 'wx0000000000000000', type: 'miniProgram', projectPath: mp, privateKey })
    project.attr = async () => ({
      platform: false,
      appType: 0,
      isSandbox: false,
      released: false,
      setting: {
        MaxCodeSize: 2,
        MaxSubpackageSubCodeSize: 2,
        MaxSubpackageFullCodeSize: 30,
        NavigateMiniprogramLimit: 10,
        MaxSubPackageLimit: 100,
        MinTabbarCount: 2,
        MaxTabbarCount: 5,
        MaxCustomTabbarCount: 10,
        MaxTabbarIconSize: 40,
      },
    })
  } catch (cause) {
    return say(`warning: WeChat's compiler did not start: ${cause}`)
  }
  try {
    const result = await ci.getCompiledResult({
      project,
      setting: { es6: false, minifyJS: false, minifyWXML: true, minifyWXSS: true, useProjectConfig: false },
    })
    say(`WeChat's compiler: ${Object.keys(result).length} files, no errors`)
  } catch (cause) {
    fail(`WeChat's compiler: ${cause?.message ?? cause}`)
  }
}

if (!existsSync(mp)) {
  say('Build it first: npm run build:mp-weixin')
  process.exit(1)
}
checkSizes()
checkText(mp)
if (existsSync(h5)) checkText(h5)
checkStorage()
await checkCompiler()
failures.forEach((text) => say(`FAIL ${text}`))
process.exit(failures.length ? 1 : 0)
