import type { Binding, Invitation } from '@/shared/api/schema'
import { sayDate, sayDay, sayTime } from '@/shared/lib/time'

const roleWords: Record<string, string> = { owner: '业主', member: '家庭成员', tenant: '租户' }

export const roleWord = (role: string) => roleWords[role] ?? ''

/** Who applies as what, and what proves it. */
export const applyRoles = [
  { value: 'owner', text: '业主', proof: '房产证或购房合同里有姓名和地址的一页' },
  { value: 'member', text: '家庭成员', proof: '户口本、结婚证或其他能说明关系的材料' },
  { value: 'tenant', text: '租户', proof: '租房合同里有姓名、地址和期限的一页' },
]

export const rights = [
  { value: 'repair', text: '报修' },
  { value: 'see_bill', text: '看账单' },
  { value: 'pay', text: '缴费' },
  { value: 'open_door', text: '开门' },
  { value: 'invite_visitor', text: '邀请访客' },
]

export function rightsWords(given: string[]) {
  return rights
    .filter((right) => given.includes(right.value))
    .map((right) => right.text)
    .join('、')
}

const tones: Record<string, string> = {
  pending: 'info',
  need_more: 'warn',
  active: 'good',
  suspended: 'warn',
  rejected: 'danger',
  revoked: 'danger',
}

export interface BindingView {
  id: string
  houseId: string
  title: string
  community: string
  who: string
  facts: string
  phone: string
  role: string
  rights: string
  stateLabel: string
  tone: string
  time: string
  validTo: string
  reason: string
  current: boolean
}

export function bindingView(binding: Binding, now: number): BindingView {
  return {
    id: binding.id,
    houseId: binding.houseId,
    title: binding.houseLabel,
    community: binding.communityName,
    who: binding.personName || '还没有填写姓名',
    facts: [binding.communityName, roleWord(binding.role), binding.personName].filter(Boolean).join(' · '),
    phone: binding.phone,
    role: roleWord(binding.role),
    rights: rightsWords(binding.rights),
    stateLabel: binding.stateLabel,
    tone: tones[binding.state] ?? 'neutral',
    time: sayTime(binding.decidedAt ?? binding.submittedAt, now),
    validTo: sayDate(binding.validTo, now),
    reason: binding.reason,
    current: ['active', 'pending', 'need_more', 'suspended'].includes(binding.state),
  }
}

/** What the state means for the person and what to do now. */
export function explain(binding: Pick<Binding, 'state' | 'mine'>): string {
  if (!binding.mine) return explainOther(binding.state)
  switch (binding.state) {
    case 'pending':
      return '物业会在 24 小时内给您答复，不用一直等着，结果会通知您。'
    case 'need_more':
      return '还差一点材料。补上后会继续审核，不用重新申请。'
    case 'active':
      return '认证已通过，可以使用这套房屋的服务。'
    case 'rejected':
      return '这次没有通过。按原因准备好材料后，可以重新申请。'
    case 'suspended':
      return '有人提出了异议，物业正在核实，期间部分服务暂停。'
    case 'revoked':
      return '经物业核实，这份认证已取消。有疑问请联系物业。'
    case 'expired':
      return '租期已到，认证自动结束。续租请重新申请。'
    default:
      return ''
  }
}

function explainOther(state: Binding['state']) {
  if (state === 'active') return '对方可以使用这套房屋的服务。不认识的话，请点「不是我家人」。'
  return state === 'pending' ? '对方申请成为这套房屋的住户。认识的话请同意，不认识请不要同意。' : ''
}

/** Ways to say no to a binding: end it, object to it, or refuse a request. */
export type Ending = 'unbind' | 'dispute' | 'reject'

interface EndingWords {
  title: string
  note: string
  reasons: string[]
  done: string
}

export function endingWords(kind: Ending | undefined, mine: boolean): EndingWords {
  if (kind === 'dispute') {
    return {
      title: '这个人不是您的家人？',
      note: '提交后由物业核实。对方是家庭成员或租户的，权限会先暂停。',
      reasons: ['不认识这个人', '已经不住在这里', '身份登记错了'],
      done: '已提交，物业会尽快核实。',
    }
  }
  if (kind === 'reject') {
    return {
      title: '不同意这位申请人？',
      note: '对方会收到您选的原因。',
      reasons: ['不认识这个人', '不住在这里', '填错了房屋'],
      done: '已回复对方。',
    }
  }
  return mine
    ? {
        title: '要解除绑定吗？',
        note: '解除后，您不能再使用这套房屋的服务。',
        reasons: ['搬走了', '房屋已出售', '租期结束', '绑错了房屋'],
        done: '已解除。',
      }
    : {
        title: '要移除这位家人吗？',
        note: '移除后，对方不能再使用这套房屋的服务。',
        reasons: ['已经搬走', '租期结束', '加错了人'],
        done: '已移除。',
      }
}

const unitWords = (unit: string) => (/^\d+$/.test(unit) ? `${unit}单元` : unit)

export function unitOptions(units: string[] | undefined) {
  return (units ?? []).map((unit) => ({ value: unit, text: unitWords(unit) }))
}

export interface InvitationView {
  id: string
  title: string
  note: string
}

/** Invitations that can still be accepted. */
export function openInvitations(invitations: Invitation[], now: number): InvitationView[] {
  return invitations
    .filter((one) => one.state === 'pending' && Date.parse(one.expiresAt) > now)
    .map((one) => ({
      id: one.id,
      title: `${one.phone} · ${roleWord(one.role)}`,
      note: `${sayTime(one.expiresAt, now)} 前有效`,
    }))
}

/** Names are words: digits and signs are typing errors. */
export function nameProblem(name: string) {
  const trimmed = name.trim()
  if (!trimmed) return '请填写您的姓名'
  if (trimmed.length > 20) return '姓名最多 20 个字'
  return /^[\p{Script=Han}A-Za-z· ]+$/u.test(trimmed) ? '' : '姓名里不要有数字或符号'
}

export const phoneProblem = (phone: string) => (/^1[3-9]\d{9}$/.test(phone) ? '' : '请填写 11 位手机号码')

const day = 86_400_000
const shanghai = 8 * 3_600_000

/** Days to choose from for moving out: soon ones, then weeks, within what the server takes. */
export function moveDays(now: number) {
  return [0, 1, 3, 7, 14, 30, 60].map((days) => {
    const at = now + days * day
    return { value: new Date(at + shanghai).toISOString().slice(0, 10), text: sayDay(at, now) }
  })
}

/** 2026-12-01 as people say it. */
export function sayPlainDay(date: string, now: number) {
  return sayDay(Date.parse(`${date}T00:00:00+08:00`), now)
}

/** Lease lengths to tap instead of a date to type. */
export function leaseEnds(now: number) {
  return [
    { value: '6', text: '半年' },
    { value: '12', text: '一年' },
    { value: '24', text: '两年' },
  ].map((one) => {
    const end = new Date(now)
    end.setUTCMonth(end.getUTCMonth() + Number(one.value))
    return { ...one, end: end.toISOString() }
  })
}
