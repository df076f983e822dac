import type { Plugin } from 'vite'

const picture = /url\(["']?https:\/\/cdn\.dcloud\.net\.cn\/[^)]*\)/g

/**
 * The framework's stylesheet asks a foreign host for a shadow picture. A resident's browser talks to our server only, so
 * the picture is left out; check:mp looks for any other foreign address in the output.
 */
export function noForeignHosts(): Plugin {
  return {
    name: 'zhijian:no-foreign-hosts',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(picture, 'none')
        else if (file.fileName.endsWith('.css')) file.source = String(file.source).replace(picture, 'none')
      }
    },
  }
}
