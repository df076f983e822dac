import { ApiError } from '@/shared/api/client'
import type { StaffRepair, StoredFile, WorkRow } from '@/shared/api/schema'
import { createLive } from '@/shared/lib/live'
import { newKey } from '@/shared/lib/useSubmit'
import { onNetworkBack } from '@/shared/platform/network'
import { held, keepOnly, release } from '@/shared/platform/pictures'
import { connect } from '@/shared/platform/socket'
import { erase, read, write } from '@/shared/platform/storage'
import { uploadFile } from '@/shared/platform/upload'
import { sendAct } from './api'
import { clock, http, staff } from './client'
import { createQueue, readAct, type Action, type Shot } from './queue'
import { createShelf } from './shelf'

/** What lives as long as the staff's side of the app, wired once by hand. */

const queueKey = 'zj.staff.queue'

export const shelf = createShelf<WorkRow, StaffRepair>({ read, write, erase })

async function upload(shot: Shot, act: string): Promise<string> {
  const picked = await held(shot.ref)
  if (!picked) throw new ApiError(410, 'work.photo_gone', '有一张照片在手机里找不到了，请重新拍照后再提交。')
  const headers = (token: string) => ({ Authorization: `Bearer ${token}`, 'Idempotency-Key': shot.key })
  const answer = await http.authorized((token) => uploadFile('/admin/v1/files', picked, { purpose: act === readAct ? 'meter' : 'repair' }, headers(token)))
  return (answer as StoredFile).id
}

export const queue = createQueue({
  load: () => read<Action[]>(queueKey),
  store: (actions) => write(queueKey, actions),
  staffId: () => staff.id.value,
  send: sendAct,
  upload,
  release,
  now: clock.now,
  newKey,
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

export const live = createLive({
  connect,
  ticket: async () => {
    if (!staff.signedIn.value) return ''
    return (await http.post('ws-ticket', {})).ticket
  },
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: Math.random,
})

onNetworkBack(() => void queue.flush())
void keepOnly((read<Action[]>(queueKey) ?? []).flatMap((one) => one.shots.map((shot) => shot.ref))).catch(() => undefined)
