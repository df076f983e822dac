import { toast } from '@/shared/app'
import { routes } from '@/shared/lib/routes'
import { useSubmit } from '@/shared/lib/useSubmit'
import { go, here } from '@/shared/platform/nav'
import { workApi } from './api'

/** Grabbing needs the network: two may want the same order, and only the server knows who was first. */
export function useGrab(reload: () => Promise<void>) {
  const { busy, error, submit } = useSubmit((key: string, id: string) => workApi.grab(id, key))

  async function grab(id: string) {
    const result = await submit(id)
    if (result.done) {
      toast.show('抢到了，请尽快联系住户。')
      if (!here().startsWith('/features/work/pages/order')) return go(routes.workOrder(id))
    } else {
      toast.show(error.value?.status === 0 ? '现在没有网络，不能抢单。联网后再试。' : (error.value?.detail ?? ''))
    }
    await reload()
  }

  return { busy, grab }
}
