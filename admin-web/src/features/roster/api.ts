import type { Http } from '@/shared/api/client'
import type { CopyWeekForm, HoursForm, PatternForm, PlannedShifts, Roster, RosterShift, RosterWorker, RosterWorkerForm, ShiftWish, WorkingHours } from './model'

export const rosterApi = (http: Http) => ({
  week: (communityId: string, from: string) => http.get<Roster>(`/communities/${communityId}/roster`, { from, days: 7 }),
  add: (key: string, communityId: string, wish: ShiftWish) => http.post<RosterShift>(`/communities/${communityId}/roster-shifts`, wish, key),
  move: (key: string, id: string, wish: ShiftWish, version: number) => http.patch<RosterShift>(`/roster-shifts/${id}`, { ...wish, version }, key),
  remove: (key: string, id: string, version: number) => http.remove<void>(`/roster-shifts/${id}`, { version }, key),
  copyWeek: (key: string, communityId: string, form: CopyWeekForm) => http.post<PlannedShifts>(`/communities/${communityId}/roster-shifts/copy`, form, key),
  pattern: (key: string, communityId: string, form: PatternForm) => http.post<PlannedShifts>(`/communities/${communityId}/roster-shifts/pattern`, form, key),
  setWorker: (key: string, communityId: string, id: string, form: RosterWorkerForm) => http.put<RosterWorker>(`/communities/${communityId}/workers/${id}`, form, key),
  hours: (communityId: string) => http.get<WorkingHours>(`/communities/${communityId}/working-hours`),
  setHours: (key: string, communityId: string, form: HoursForm) => http.put<WorkingHours>(`/communities/${communityId}/working-hours`, form, key),
})
