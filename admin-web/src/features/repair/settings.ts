import type { RepairSettings, RepairSettingsForm } from './model'

export const skillOptions = [
  { value: 'plumbing', label: '水暖' }, { value: 'electric', label: '电工' }, { value: 'carpentry', label: '泥瓦门窗' }, { value: 'lift', label: '电梯' },
  { value: 'access', label: '门禁弱电' }, { value: 'cleaning', label: '保洁' }, { value: 'garden', label: '绿化' }, { value: 'general', label: '综合' },
] as const
export const modes = [
  { value: 'grab', label: '抢单' }, { value: 'round_robin', label: '轮流派' }, { value: 'least_loaded', label: '派给最闲的' }, { value: 'assign', label: '客服派' },
] as const
export const visitOptions = [
  { value: 'none', label: '不回访' }, { value: 'unrated', label: '没评价的回访' }, { value: 'sampled', label: '抽一成回访' }, { value: 'all', label: '每单回访' },
] as const
export const skillName = (code: string): string => skillOptions.find((s) => s.value === code)?.label ?? code
export const chainText = (chain: readonly string[]): string => chain.map((c) => modes.find((m) => m.value === c)?.label ?? c).join(' → ')

/** 30 分钟 · 2 小时 · 3 天 */
export function spanText(minutes: number): string {
  if (minutes % 1440 === 0 && minutes >= 1440) return `${minutes / 1440} 天`
  if (minutes % 60 === 0 && minutes >= 60) return `${minutes / 60} 小时`
  return minutes > 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟` : `${minutes} 分钟`
}

export const numbers = [
  { key: 'takeMinutes', label: '每种派法等多久（分钟）', min: 1, max: 1440 }, { key: 'acceptMinutes', label: '接单时限（分钟）', min: 1, max: 1440 },
  { key: 'responseMinutes', label: '响应时限（分钟）', min: 5, max: 10080 }, { key: 'onSiteMinutes', label: '到场时限（分钟）', min: 10, max: 10080 },
  { key: 'resolveMinutes', label: '修好时限（分钟）', min: 30, max: 43200 }, { key: 'warrantyDays', label: '质保（天）', min: 30, max: 90 },
] as const
export type NumberKey = (typeof numbers)[number]['key']

export interface Draft { skill: string; chain: string[]; paid: boolean; visitRule: string; numbers: Record<NumberKey, string> }
export function draftOf(s: RepairSettings): Draft {
  return { skill: s.skill, chain: [...s.chain], paid: s.paid, visitRule: s.visitRule, numbers: Object.fromEntries(numbers.map((n) => [n.key, String(s[n.key])])) as Record<NumberKey, string> }
}
export function draftProblems(d: Draft): Record<string, string> {
  const out: Record<string, string> = {}
  for (const n of numbers) {
    const v = /^\d+$/.test(d.numbers[n.key].trim()) ? Number(d.numbers[n.key]) : -1
    if (v < n.min || v > n.max) out[n.key] = `请填 ${n.min} 到 ${n.max} 的整数`
  }
  if (!d.chain.length) out.chain = '请至少选一种派法'
  return out
}
export function formOf(d: Draft, communityId: string): RepairSettingsForm {
  const count = Object.fromEntries(numbers.map((n) => [n.key, Number(d.numbers[n.key])])) as Record<NumberKey, number>
  return { communityId, skill: d.skill as RepairSettingsForm['skill'], chain: d.chain as RepairSettingsForm['chain'], paid: d.paid, visitRule: d.visitRule as RepairSettingsForm['visitRule'], ...count }
}
