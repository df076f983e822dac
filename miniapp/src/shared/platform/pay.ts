import type { PayTicket } from '@/shared/api/schema'

/** Whether this platform has WeChat's cashier at all. */
export const canPay = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** Opens WeChat's cashier. False when the person shut it; neither answer proves anything about the money. */
export function openCashier({ timeStamp, nonceStr, package: prepay, signType, paySign }: PayTicket['params']): Promise<boolean> {
  return new Promise((resolve) => {
    uni.requestPayment({
      provider: 'wxpay',
      // The platform's type asks for what only other providers need.
      ...({ timeStamp, nonceStr, package: prepay, signType, paySign } as unknown as { orderInfo: string }),
      success: () => resolve(true),
      fail: () => resolve(false),
    })
  })
}
