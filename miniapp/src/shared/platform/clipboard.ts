export function copyText(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    uni.setClipboardData({ data: text, showToast: false, success: () => resolve(true), fail: () => resolve(false) })
  })
}

/** Address of a page of this app that another person can open; on mp-weixin a path, because there is no URL. */
export function shareLink(route: string) {
  // #ifdef H5
  return `${location.origin}${location.pathname}#${route}`
  // #endif
  // #ifndef H5
  return route
  // #endif
}
