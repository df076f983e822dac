import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

// What every page needs sits in one cached chunk; TDesign pieces follow the routes that use them.
function vendorChunk(id: string): string | undefined {
  if (/node_modules\/(@vue|vue|vue-router|pinia)\//.test(id)) return 'vue'
  if (/node_modules\/@tanstack\//.test(id)) return 'query'
  return undefined
}

export default defineConfig({
  base: '/admin/',
  plugins: [vue()],
  resolve: { alias: { '@': src } },
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { manualChunks: vendorChunk } },
  },
  server: {
    proxy: {
      '/admin/v1': { target: 'http://127.0.0.1:8080' },
      '/files': { target: 'http://127.0.0.1:8080' },
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
    server: { deps: { inline: [/tdesign/] } },
    css: false,
  },
})
