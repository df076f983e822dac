import { routes, tabs } from '@/shared/lib/routes'

/** Opens a page on top of this one; tab pages are switched to. */
export function go(url: string) {
  const path = url.split('?')[0] ?? url
  if (tabs.includes(path)) uni.switchTab({ url: path })
  else uni.navigateTo({ url })
}

/** Takes the place of this page, so that "back" skips it (a form after its success page). */
export function replace(url: string) {
  uni.redirectTo({ url })
}

/** Back to the page before; home when this one was opened by a link. */
export function back() {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.switchTab({ url: routes.home })
}

/** Starts again at a page, tab or not. */
export function restart(url: string) {
  uni.reLaunch({ url })
}

/** Path with query of the page in front; empty before the first page. */
export function here(): string {
  const pages = getCurrentPages()
  const page = pages[pages.length - 1] as { route?: string; $page?: { fullPath?: string } } | undefined
  return page?.$page?.fullPath ?? (page?.route ? `/${page.route}` : '')
}

export function scrollTop() {
  uni.pageScrollTo({ scrollTop: 0, duration: 0 })
}

export function endPullDown() {
  uni.stopPullDownRefresh()
}

/** How many pages lie on each other. */
export const depth = () => getCurrentPages().length
