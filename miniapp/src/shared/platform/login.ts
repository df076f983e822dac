/** A fresh WeChat login code (5 minutes, once); mp-weixin only. */
export function wechatCode(): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.login({ provider: 'weixin', success: ({ code }) => resolve(code), fail: reject })
  })
}
