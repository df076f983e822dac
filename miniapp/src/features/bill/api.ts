import { http } from '@/shared/app'

export const billApi = {
  list: (houseId: string, year: string) => http.get('bills', { query: { houseId: houseId || undefined, year } }),
  due: () => http.get('bills', { query: { due: true } }),
  get: (id: string) => http.get('bills/{id}', { path: { id } }),
  compare: (id: string) => http.get('bills/{id}/compare', { path: { id } }),
  dispute: (id: string, reason: string, fileIds: string[], key: string) =>
    http.post('bills/{id}/dispute', { path: { id }, body: { reason, fileIds }, key }),
  share: (id: string, key: string) => http.post('bills/{id}/pay-code', { path: { id }, key }),
  byCode: (code: string) => http.get('pay-codes/{code}', { path: { code } }),
  prepaid: (houseId: string) => http.get('houses/{houseId}/prepaid', { path: { houseId } }),
  setAuto: (houseId: string, auto: boolean, key: string) =>
    http.post('houses/{houseId}/prepaid/auto', { path: { houseId }, body: { auto }, key }),
  topUp: (houseId: string, amountFen: number, key: string) => http.post('houses/{houseId}/prepaid', { path: { houseId }, body: { amountFen }, key }),
}
