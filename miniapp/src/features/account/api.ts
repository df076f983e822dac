import { http } from '@/shared/app'

export const accountApi = {
  devices: async () => (await http.get('me/devices', {})).items,
  removeDevice: (id: string, key: string) => http.remove('me/devices/{id}', { path: { id }, key }),
  removeOthers: (key: string) => http.post('me/devices/revoke-others', { key }),
  rename: (name: string, key: string) => http.patch('me', { body: { name }, key }),
}
