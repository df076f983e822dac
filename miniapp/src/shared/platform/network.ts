/** Calls `back` each time the phone finds a network again. */
export function onNetworkBack(back: () => void) {
  uni.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) back()
  })
}
