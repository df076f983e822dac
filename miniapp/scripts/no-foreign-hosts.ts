import type { Plugin } from 'vite'

const picture = /url\(["']?https?:\/\/[^)]*\)/g
const address = /https?:\/\/(?!www\.w3\.org)[a-z0-9-]+(?:\.[a-z0-9-]+)+[^"'`\s\\)]*/gi

/**
 * The framework brings addresses of its maker with it: a shadow picture in its stylesheet, and the hosts of an
 * advertisement component and of error documentation in its code. A resident's phone talks to our server only, so they
 * are emptied when the output is written; check:mp fails when one is left.
 */
export function noForeignHosts(own = process.env.VITE_API_BASE): Plugin {
  return {
    name: 'zhijian:no-foreign-hosts',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') {
          file.code = file.code.replace(address, (found) => (own && found.startsWith(own) ? found : ''))
        } else if (file.fileName.endsWith('.css')) {
          file.source = String(file.source).replace(picture, 'none')
        }
      }
    },
  }
}
