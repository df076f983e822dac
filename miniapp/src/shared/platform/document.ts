import { fileUrl } from './request'

/** Shows a PDF of the server: in a new tab of the browser, or in WeChat's own reader. False when it could not be had. */
export function openPdf(path: string): Promise<boolean> {
  // #ifdef H5
  return Promise.resolve(window.open(fileUrl(path), '_blank') !== null)
  // #endif
  // #ifndef H5
  return new Promise((resolve) => {
    uni.downloadFile({
      url: fileUrl(path),
      success: ({ statusCode, tempFilePath }) => {
        if (statusCode !== 200) return resolve(false)
        uni.openDocument({ filePath: tempFilePath, fileType: 'pdf', showMenu: true, success: () => resolve(true), fail: () => resolve(false) })
      },
      fail: () => resolve(false),
    })
  })
  // #endif
}
