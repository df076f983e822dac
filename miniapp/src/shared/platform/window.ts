export interface Chrome {
  /** Height of the status bar, in px. */
  top: number
  /** Width at the right that WeChat's own buttons cover, in px. */
  right: number
}

/** Room that our own page header must leave for the system. */
export function chrome(): Chrome {
  // #ifdef MP-WEIXIN
  const { statusBarHeight = 0, windowWidth } = uni.getWindowInfo()
  const capsule = uni.getMenuButtonBoundingClientRect()
  return { top: statusBarHeight, right: Math.max(0, windowWidth - capsule.left) }
  // #endif
  // #ifndef MP-WEIXIN
  return { top: 0, right: 0 }
  // #endif
}

/** How much larger than normal the person reads in WeChat; 1 elsewhere. */
export function fontScale(): number {
  // #ifdef MP-WEIXIN
  const { fontSizeScaleFactor } = uni.getAppBaseInfo() as { fontSizeScaleFactor?: number }
  return Math.min(Math.max(fontSizeScaleFactor ?? 1, 1), 1.6)
  // #endif
  // #ifndef MP-WEIXIN
  return 1
  // #endif
}
