import type { RouteRecordRaw } from 'vue-router'
import type { IconName } from '@/shared/ui/icons'

export interface MenuEntry {
  /** Route name the entry leads to; also names its test id `nav-<feature>`. */
  feature: string
  to: string
  label: string
  icon: IconName
  group: 'daily' | 'records' | 'settings'
  /** Any one of these permissions shows the entry; none listed means everybody. */
  anyOf: string[]
}

export interface Feature {
  menu?: MenuEntry[]
  /** Pages inside the shell, for signed-in staff. */
  routes?: RouteRecordRaw[]
  /** Pages that need no session. */
  publicRoutes?: RouteRecordRaw[]
  /** Websocket kinds that make the query keys starting with `key` stale. */
  live?: { key: string; kinds: string[] }
}
