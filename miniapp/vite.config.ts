import uniPlugin from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { noForeignHosts } from './scripts/no-foreign-hosts'

// The plugin's default export is wrapped twice under "type": "module".
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin

export default defineConfig({
  base: './',
  plugins: [uni(), noForeignHosts()],
  build: { sourcemap: false },
  server: {
    proxy: {
      '/app': 'http://127.0.0.1:8080',
      '/files': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
})
