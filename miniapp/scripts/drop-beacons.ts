import type { Plugin } from 'vite'

/**
 * The H5 runtime of uni-app carries addresses of its maker's statistics and of map providers that we never use.
 * Our residents' browsers talk to our server only, so the addresses are emptied when the bundle is written.
 */
export function dropBeacons(): Plugin {
  const foreign = /https?:\/\/(?!www\.w3\.org)[a-z0-9.-]+\.(?:cn|com|org|net)[^"'`\s\\)]*/g
  return {
    name: 'zhijian:drop-beacons',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replace(foreign, '')
      }
    },
  }
}
