import type { PreferencesForm } from '@/shared/api/schema'
import { http } from '@/shared/app'

export const accountApi = {
  devices: async () => (await http.get('me/devices', {})).items,
  removeDevice: (id: string, key: string) => http.remove('me/devices/{id}', { path: { id }, key }),
  removeOthers: (key: string) => http.post('me/devices/revoke-others', { key }),
  rename: (name: string, key: string) => http.patch('me', { body: { name }, key }),
  preferences: () => http.get('notify/preferences', {}),
  prefer: (form: PreferencesForm, key: string) => http.patch('notify/preferences', { body: form, key }),
}
