/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Origin of the API for the mp-weixin build, such as `https://api.example.cn`; empty on H5 (same origin). */
  readonly VITE_API_BASE?: string
}

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
