import { fileUrl } from './request'

/** A picture the person chose: a path on mp-weixin, a file in the browser. */
export interface Picked {
  path: string
  file?: File
}

const longest = 1920

/** Asks for pictures on mp-weixin, already reduced by the platform; empty when the person closed the dialog. */
export function pickPhotos(count: number): Promise<Picked[]> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count,
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) => resolve((tempFilePaths as string[]).map((path) => ({ path }))),
      fail: () => resolve([]),
    })
  })
}

/** Takes the files of a browser input, reduced to what a screen can show; a file it cannot read stays as it is. */
export async function fromFiles(files: File[]): Promise<Picked[]> {
  return Promise.all(files.map(async (file) => ({ path: '', file: await reduced(file).catch(() => file) })))
}

async function reduced(file: File): Promise<File> {
  if (file.size < 800_000) return file
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const ratio = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * ratio)
  canvas.height = Math.round(picture.height * ratio)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85))
  return blob ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file
}

/** Shows pictures full screen. */
export function previewPhotos(urls: string[], current: number) {
  uni.previewImage({ urls: urls.map(fileUrl), current: urls[current] ? fileUrl(urls[current]) : 0 })
}
