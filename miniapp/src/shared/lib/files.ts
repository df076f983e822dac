import type { StoredFile } from '@/shared/api/schema'
import { http } from '@/shared/app'
import type { Picked } from '@/shared/platform/photo'
import { uploadFile } from '@/shared/platform/upload'

export type Purpose = 'repair' | 'binding' | 'bill'

export async function upload(picked: Picked, purpose: Purpose): Promise<StoredFile> {
  return (await http.authorized((token) => uploadFile('/app/v1/files', picked, { purpose }, { Authorization: `Bearer ${token}` }))) as StoredFile
}
