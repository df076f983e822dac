import type { Device, Me } from '@/shared/api/schema'
import { http } from '@/shared/app'

export const accountApi = {
  devices: async () => (await http.get<{ items: Device[] | null }>('me/devices')).items ?? [],
  removeDevice: (id: string, key: string) => http.remove<unknown>(`me/devices/${id}`, key),
  removeOthers: (key: string) => http.post<unknown>('me/devices/revoke-others', {}, key),
  rename: (name: string, key: string) => http.patch<Me>('me', { name }, key),
}
