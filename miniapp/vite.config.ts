import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { dropBeacons } from './scripts/drop-beacons'

// The plugin's default export is wrapped twice under "type": "module".
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin

export default defineConfig({
  base: './',
  plugins: [uni(), dropBeacons()],
  build: { sourcemap: false },
  server: {
    proxy: {
      '/app': 'http://127.0.0.1:8080',
      '/files': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
})
