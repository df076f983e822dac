import { withQuery, type Http, type Query } from '@/shared/api/client'
import type {
  AssignmentList, CallerFault, ExportsBody, FilterList, FinishRepairForm, HousesOutBody, IncidentForm, IncidentList, IncidentNews, Offering, OrderVersion, Repair, RepairCalendar, RepairCategoryList,
  RepairCloseIncidentForm, RepairDeskForm, RepairExport, RepairFilterForm, RepairIncident, RepairReport, RepairSettingsForm, RepairSettingsList, StaffRepairList, StaffRepairPage, StockItemsOutBody, WorkerList,
} from './model'

export const repairApi = (http: Http) => ({
  list: (filter: Query, cursor: string) => http.get<StaffRepairPage>('/repairs', { ...filter, cursor }),
  one: (id: string) => http.get<Repair>(`/repairs/${id}`),
  categories: () => http.get<RepairCategoryList>('/repair-categories'),
  workers: (communityId: string) => http.get<WorkerList>('/workers', { communityId }),
  mates: (communityId: string) => http.get<WorkerList>('/work-mates', { communityId }),
  houses: (communityId: string, q: string) => http.get<HousesOutBody>('/houses', { communityId, q }),
  prices: (communityId: string) => http.get<StockItemsOutBody>(`/communities/${communityId}/stock-items`),
  create: (key: string, input: CallerFault) => http.post<Repair>('/repairs', input, key),
  /** One step of an order; the path names it. */
  step: (key: string, id: string, path: string, body: object = {}) => http.post<Repair>(`/repairs/${id}/${path}`, body, key),
  assign: (key: string, id: string, workerId: string, version: number, slot: { slotStart?: string; slotEnd?: string } = {}) =>
    http.post<Repair>(`/repairs/${id}/assign`, { workerId, version, ...slot }, key),
  assignMany: (key: string, orders: OrderVersion[], workerId: string) => http.post<AssignmentList>('/repair-assignments', { orders, workerId }, key),
  finish: (key: string, id: string, input: FinishRepairForm) => http.post<Repair>(`/repairs/${id}/finish`, input, key),
  quote: (key: string, id: string, input: Offering) => http.post<Repair>(`/repairs/${id}/quote`, input, key),
  pool: (communityId: string) => http.get<StaffRepairList>('/repair-pool', { communityId }),
  calendar: (communityId: string, from: string, to: string) => http.get<RepairCalendar>('/repair-calendar', { communityId, from, to }),
  incidents: (communityId: string, state: string) => http.get<IncidentList>('/repair-incidents', { communityId, state }),
  incident: (id: string) => http.get<RepairIncident>(`/repair-incidents/${id}`),
  openIncident: (key: string, input: IncidentForm) => http.post<RepairIncident>('/repair-incidents', input, key),
  tellIncident: (key: string, id: string, input: IncidentNews) => http.post<RepairIncident>(`/repair-incidents/${id}/updates`, input, key),
  closeIncident: (key: string, id: string, input: RepairCloseIncidentForm) => http.post<RepairIncident>(`/repair-incidents/${id}/close`, input, key),
  filters: () => http.get<FilterList>('/repair-filters'),
  saveFilter: (key: string, input: RepairFilterForm) => http.post<FilterList>('/repair-filters', input, key),
  dropFilter: (key: string, id: string) => http.remove<FilterList>(`/repair-filters/${id}`, {}, key),
  settings: (communityId: string) => http.get<RepairSettingsList>('/repair-settings', { communityId }),
  setSettings: (key: string, category: string, input: RepairSettingsForm) => http.put<RepairSettingsList>(`/repair-settings/${category}`, input, key),
  resetSettings: (key: string, category: string, communityId: string) => http.remove<RepairSettingsList>(`/repair-settings/${category}`, { communityId }, key),
  setDesk: (key: string, input: RepairDeskForm) => http.put<RepairSettingsList>('/repair-desk', input, key),
  report: (communityId: string, from: string, to: string) => http.get<RepairReport>('/repair-report', { communityId, from, to }),
  exports: () => http.get<ExportsBody>('/repair-exports'),
  startExport: (key: string, filter: Query) => http.post<RepairExport>(withQuery('/repair-exports', filter), undefined, key),
  exportFile: (id: string) => http.download(`/repair-exports/${id}/file`),
})
