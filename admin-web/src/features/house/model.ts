import type { CheckItem, HouseDetail } from '@/shared/api/types.gen'
import type { IconName } from '@/shared/ui/icons'

export type {
  BuildingLine, BuildingsOutBody, GridHouse, GridOutBody, HouseLine, HousesOutBody, MoveOutChecklist, MoveOutForm, MoveOutResult, PersonOut, RevealOutBody, WholeOutBody,
} from '@/shared/api/types.gen'
export type House = HouseDetail

export const kindOptions = [
  { value: '', label: '全部类型' },
  { value: 'flat', label: '住宅' },
  { value: 'shop', label: '商铺' },
  { value: 'garage', label: '车位' },
  { value: 'other', label: '其他' },
]
const kinds: Record<string, string> = Object.fromEntries(kindOptions.map((k) => [k.value, k.label]))
export const kindLabel = (kind: string): string => kinds[kind] ?? kind

export interface Fact { label: string; value: string }
/** What the register says about a house; what it does not say is left out, except the area. */
export function factsOf(h: House): Fact[] {
  const all = [
    { label: '类型', value: kindLabel(h.kind) },
    { label: '建筑面积', value: h.areaM2 ? `${h.areaM2} ㎡` : '未登记' },
    { label: '套内面积', value: h.innerAreaM2 ? `${h.innerAreaM2} ㎡` : '' },
    { label: '户型', value: h.layout },
    { label: '居住情况', value: h.occupancyLabel },
    { label: '产权性质', value: h.ownership },
    { label: '交付日期', value: h.delivered },
    { label: '车位', value: h.parking },
    { label: '备注', value: h.note },
  ]
  return all.flatMap(({ label, value }) => (value ? [{ label, value }] : []))
}

export interface Look { label: string; icon: IconName }
const occupancies: Record<string, Look> = {
  owner: { label: '自住', icon: 'home' },
  tenant: { label: '出租', icon: 'key' },
  vacant: { label: '空置', icon: 'minus' },
  unknown: { label: '未登记', icon: 'dot' },
}
export const occupancyKinds = Object.entries(occupancies).map(([value, look]) => ({ value, ...look }))
export const occupancyOf = (value: string): Look & { value: string } =>
  value in occupancies ? { value, ...(occupancies[value] as Look) } : { value: 'unknown', label: '未登记', icon: 'dot' }

const roles: Record<string, string> = { owner: '业主', head: '户主', member: '家庭成员', tenant: '租户' }
export const roleLabel = (role: string | undefined): string => roles[role ?? ''] ?? role ?? ''

const bindingTones: Record<string, string> = { pending: 'info', need_more: 'warn', active: 'good', suspended: 'warn', rejected: 'danger' }
export const bindingTone = (state: string): string => bindingTones[state] ?? 'neutral'

export const itemTone: Record<CheckItem['state'], { tone: string; label: string }> = {
  ok: { tone: 'good', label: '没问题' },
  warn: { tone: 'warn', label: '需确认' },
  block: { tone: 'danger', label: '先处理' },
}

/** Why a move-out cannot be submitted yet; empty when it can. */
export function moveOutProblem(items: readonly CheckItem[], acknowledged: readonly string[], date: string, reason: string): string {
  if (items.some((i) => i.state === 'block')) return '还有必须先处理的事项'
  if (items.some((i) => i.state === 'warn' && !acknowledged.includes(i.code))) return '请逐项确认需要留意的事项'
  if (!date) return '请选择迁出日期'
  return reason.trim() ? '' : '请写明迁出原因'
}

export const purposes = [
  { code: 'contact', label: '联系业主处理报修或通知', text: '联系业主处理报修或通知' },
  { code: 'verify', label: '核对认证申请', text: '核对认证申请' },
  { code: 'emergency', label: '紧急情况', text: '紧急情况联系住户' },
  { code: 'other', label: '其他', text: '' },
]
