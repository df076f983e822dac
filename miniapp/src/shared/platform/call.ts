/** Opens the phone with the number filled in; the person still decides to call. */
export function callPhone(phoneNumber: string) {
  uni.makePhoneCall({ phoneNumber, fail: () => undefined })
}
