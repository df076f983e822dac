import type { Applicant, RegisterPerson } from '@/shared/api/types.gen'

export type { Applicant, Binding, BindingDetail, FileOut, RegisterPerson } from '@/shared/api/types.gen'

export type Action = 'approve' | 'need-more' | 'reject' | 'suspend' | 'resume' | 'unbind'

const order: readonly Action[] = ['approve', 'need-more', 'reject', 'resume', 'suspend', 'unbind']

/** What the server lets this person decide now; the first one is the primary action. */
export function actionsFor(binding: { actions: readonly string[] }): Action[] {
  return order.filter((a) => binding.actions.includes(a))
}

export const actionLabel: Record<Action, string> = {
  approve: '通过认证', 'need-more': '请补充材料', reject: '驳回', suspend: '暂停认证', resume: '恢复认证', unbind: '解除认证',
}

export const stateTabs = [
  { value: 'pending', label: '待审核' },
  { value: 'need_more', label: '待补充' },
  { value: 'active', label: '已认证' },
  { value: 'suspended', label: '已暂停' },
  { value: 'rejected', label: '未通过' },
] as const

const tones: Record<string, string> = { pending: 'info', need_more: 'warn', active: 'good', suspended: 'warn', rejected: 'danger' }
export const toneFor = (state: string): string => tones[state] ?? 'neutral'

const roles: Record<string, string> = { owner: '业主', head: '户主', member: '家庭成员', tenant: '租户' }
export const roleLabel = (role: string): string => roles[role] ?? role

export interface ReasonCode { code: string; label: string; text: string }
export const reasonCodes: Record<'reject' | 'need-more', ReasonCode[]> = {
  reject: [
    { code: 'not_owner', label: '与房屋登记不符', text: '您提交的信息与房屋登记不一致，请核对房号和姓名；如登记有误，请到物业前台更正。' },
    { code: 'wrong_house', label: '房号选错了', text: '材料上的房号与您申请的房屋不同，请选择正确的房屋重新申请。' },
    { code: 'fake', label: '材料无法采信', text: '您提交的材料无法核实，请携带原件到物业前台办理。' },
    { code: 'other', label: '其他原因', text: '' },
  ],
  'need-more': [
    { code: 'unclear', label: '照片看不清', text: '照片有些模糊，请重新拍一张清晰、四角完整的照片。' },
    { code: 'missing', label: '缺少材料', text: '请补充房产证、购房合同或租赁合同中有姓名和房号的一页。' },
    { code: 'relation', label: '需要证明关系', text: '请补充能证明与业主关系的材料，例如户口本的相关页。' },
    { code: 'other', label: '其他', text: '' },
  ],
}

export type Match = 'same' | 'different' | 'unknown'
function match(wanted: string, registered: readonly string[]): Match {
  const known = registered.filter(Boolean)
  if (!wanted || !known.length) return 'unknown'
  return known.includes(wanted) ? 'same' : 'different'
}
export interface Comparison { person: RegisterPerson; name: Match; phone: Match }

/** Register people beside the applicant, the likeliest first. Both sides are masked, so "same" is a hint, no proof. */
export function compare(applicant: Applicant, register: readonly RegisterPerson[]): Comparison[] {
  const weight = (c: Comparison) => (c.phone === 'same' ? 2 : 0) + (c.name === 'same' ? 1 : 0)
  return register
    .map((person) => ({ person, name: match(applicant.name, [person.name]), phone: match(applicant.phone, person.phones) }))
    .sort((a, b) => weight(b) - weight(a))
}

/** Reviews are promised within 24 hours, at the latest within 72. */
export function urgency(ageHours: number): { tone: string; label: string } {
  if (ageHours >= 72) return { tone: 'danger', label: `已等 ${Math.floor(ageHours / 24)} 天` }
  if (ageHours >= 24) return { tone: 'warn', label: `已等 ${Math.floor(ageHours)} 小时` }
  return { tone: 'info', label: ageHours < 1 ? '刚刚提交' : `已等 ${Math.floor(ageHours)} 小时` }
}

/** After a decision the next one waiting is opened, or nothing. */
export function nextOf(rows: readonly { id: string }[], id: string): string {
  const at = rows.findIndex((r) => r.id === id)
  return (rows[at + 1] ?? rows[at - 1])?.id ?? ''
}
