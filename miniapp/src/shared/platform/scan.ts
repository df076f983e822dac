import type { Picked } from './photo'

/** Whether the camera can be opened to read a code; elsewhere people type it or choose a picture of it. */
export const canScan = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** The text of a code in front of the camera; empty when the person closed it. */
export function scanCode(): Promise<string> {
  return new Promise((resolve) => {
    uni.scanCode({ scanType: ['qrCode'], success: ({ result }) => resolve(result), fail: () => resolve('') })
  })
}

interface Detector {
  detect(source: ImageBitmap): Promise<{ rawValue: string }[]>
}

/** The text of a code in a picture; empty where there is none, or where the browser cannot read codes. */
export async function readCode(picked: Picked): Promise<string> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }
  if (!BarcodeDetector || !picked.file) return ''
  try {
    const found = await new BarcodeDetector({ formats: ['qr_code'] }).detect(await createImageBitmap(picked.file))
    return found[0]?.rawValue ?? ''
  } catch {
    return ''
  }
}
