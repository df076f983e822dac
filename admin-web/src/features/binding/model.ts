export type { Applicant, BindingDetail, DeskList, File as FileOut, NeedMoreForm, RegisterSide, RejectForm, StaffBinding } from '@/shared/api/types.gen'

export type Action = 'approve' | 'need-more' | 'reject' | 'suspend' | 'resume' | 'unbind' | 'revoke'

const order: readonly Action[] = ['approve', 'need-more', 'reject', 'resume', 'suspend', 'unbind', 'revoke']

/** What the server lets this person decide now; the first one is the primary action. */
export function actionsFor(binding: { actions: readonly string[] }): Action[] {
  return order.filter((a) => binding.actions.includes(a))
}

export const actionLabel: Record<Action, string> = {
  approve: '通过认证', 'need-more': '请补充材料', reject: '驳回', suspend: '暂停认证', resume: '恢复认证', unbind: '解除认证', revoke: '取消认证',
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

const registerRoles: Record<string, string> = { owner: '业主', co_owner: '共有人', tenant: '租户' }
export const registerRole = (role: string): string => registerRoles[role] ?? role

/** The register person most like the applicant first. */
export function likeliestFirst<P extends { nameMatches: boolean; phoneMatches: boolean }>(people: readonly P[]): P[] {
  const weight = (p: P) => (p.phoneMatches ? 2 : 0) + (p.nameMatches ? 1 : 0)
  return [...people].sort((a, b) => weight(b) - weight(a))
}

const urgencyTones: Record<string, string> = { ok: 'info', warn: 'warn', late: 'danger' }
/** How long a claim has waited; nothing for one that waits no longer. */
export function waiting(b: { urgency: string; ageHours: number }): { tone: string; label: string } | null {
  const tone = urgencyTones[b.urgency]
  if (!tone) return null
  const label = b.ageHours < 1 ? '刚刚提交' : b.ageHours < 72 ? `已等 ${b.ageHours} 小时` : `已等 ${Math.floor(b.ageHours / 24)} 天`
  return { tone, label }
}

/** After a decision the next one waiting is opened, or nothing. */
export function nextOf(rows: readonly { id: string }[], id: string): string {
  const at = rows.findIndex((r) => r.id === id)
  return (rows[at + 1] ?? rows[at - 1])?.id ?? ''
}
