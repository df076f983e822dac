export type SubscribeResult = 'accept' | 'reject' | 'ban'

/** Whether this platform has subscribe messages at all. */
export const canSubscribe = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** Asks WeChat for permission; must run inside a tap. A closed dialog counts as a rejection. */
export function askSubscribe(templateIds: string[]): Promise<{ templateId: string; result: SubscribeResult }[]> {
  const answer = (results: Record<string, string>) =>
    templateIds.map((templateId) => ({ templateId, result: resultOf(results[templateId]) }))
  return new Promise((resolve) => {
    uni.requestSubscribeMessage({
      tmplIds: templateIds,
      success: (results) => resolve(answer(results as unknown as Record<string, string>)),
      fail: () => resolve(answer({})),
    })
  })
}

function resultOf(word: string | undefined): SubscribeResult {
  return word === 'accept' || word === 'ban' ? word : 'reject'
}
