export type { LoginStep, StaffMe } from '@/shared/api/types.gen'

/** People paste codes with blanks; only six digits go to the server. */
export function cleanCode(text: string): string {
  return text.replace(/\D/g, '').slice(0, 6)
}

/** What is missing in a first password; an empty string means nothing. */
export function passwordProblem(password: string, again: string): string {
  if (password.length < 12) return '密码至少 12 位，可以是一句好记的话'
  if (password.length > 128) return '密码最多 128 位'
  if (new Set(password).size < 5) return '重复的字符太多，请换一个密码'
  if (again && again !== password) return '两次输入的密码不一样'
  return ''
}

/** JBSW Y3DP … is easier to type than one long word. */
export function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
