// Types of what /admin/v1 receives and answers, from the server's own description.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../../docs/openapi.json', import.meta.url)
const target = new URL('../src/shared/api/types.gen.ts', import.meta.url)
const doc = JSON.parse(readFileSync(source, 'utf8'))

const wanted = new Set()
function collect(node) {
  if (Array.isArray(node)) return node.forEach(collect)
  if (!node || typeof node !== 'object') return
  const name = node.$ref?.split('/').at(-1)
  if (name && !wanted.has(name)) {
    wanted.add(name)
    collect(doc.components.schemas[name])
  }
  Object.values(node).forEach(collect)
}
for (const [path, operations] of Object.entries(doc.paths)) if (path.startsWith('/admin/')) collect(operations)

const schemas = Object.fromEntries([...wanted].sort().map((name) => [name, doc.components.schemas[name]]))
const ast = await openapiTS({ openapi: doc.openapi, info: doc.info, paths: {}, components: { schemas } }, { rootTypes: true, rootTypesNoSchemaPrefix: true })
writeFileSync(target, `// Made by \`npm run gen\` from docs/openapi.json; do not edit.\n${astToString(ast)}`)
