import type { Picked } from './photo'

/**
 * Pictures that are taken now and sent later. They outlive the app: on mp-weixin as a saved file, in the browser in
 * IndexedDB. `hold` rejects when the phone has no room; `held` knows nothing of a picture that the system threw away.
 */

export async function hold(picked: Picked): Promise<string> {
  // #ifdef H5
  const ref = `${Date.now()}-${Math.random().toString(36).slice(2)}`
  await shelf('readwrite', (store) => store.put(picked.file, ref))
  return ref
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    uni.getFileSystemManager().saveFile({
      tempFilePath: picked.path,
      success: ({ savedFilePath }) => resolve(savedFilePath),
      fail: reject,
    })
  })
  // #endif
}

export async function held(ref: string): Promise<Picked | undefined> {
  // #ifdef H5
  const file = await shelf<File | undefined>('readonly', (store) => store.get(ref) as IDBRequest<File | undefined>)
  return file && { path: '', file }
  // #endif
  // #ifndef H5
  return new Promise((resolve) => {
    uni.getFileSystemManager().access({ path: ref, success: () => resolve({ path: ref }), fail: () => resolve(undefined) })
  })
  // #endif
}

export async function release(ref: string): Promise<void> {
  // #ifdef H5
  await shelf('readwrite', (store) => store.delete(ref))
  // #endif
  // #ifndef H5
  await new Promise<void>((resolve) => {
    uni.getFileSystemManager().removeSavedFile({ filePath: ref, complete: () => resolve() })
  })
  // #endif
}

/** Throws away what nobody waits for any more, such as pictures of a form that was closed with the app. */
export async function keepOnly(refs: string[]): Promise<void> {
  for (const ref of (await allRefs()).filter((one) => !refs.includes(one))) await release(ref)
}

async function allRefs(): Promise<string[]> {
  // #ifdef H5
  return (await shelf('readonly', (store) => store.getAllKeys())).map(String)
  // #endif
  // #ifndef H5
  return new Promise((resolve) => {
    uni.getFileSystemManager().getSavedFileList({
      success: ({ fileList }) => resolve((fileList as unknown as { filePath: string }[]).map((one) => one.filePath)),
      fail: () => resolve([]),
    })
  })
  // #endif
}

/** An address that an image can show; empty when the picture is gone. */
export async function pictureUrl(ref: string): Promise<string> {
  const picked = await held(ref)
  if (!picked) return ''
  return picked.file ? URL.createObjectURL(picked.file) : picked.path
}

// #ifdef H5
let opening: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('zj.pictures', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('pictures')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no room for pictures'))
  })
  return opening
}

async function shelf<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction('pictures', mode)
  const request = run(transaction.objectStore('pictures'))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error ?? new Error('no room for pictures'))
    transaction.onerror = transaction.onabort
  })
}
// #endif
