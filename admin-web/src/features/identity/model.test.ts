import { describe, expect, it } from 'vitest'
import { cleanCode, grouped, passwordProblem } from './model'

describe('identity', () => {
  it.each([['123 456', '123456'], ['12-34 5678', '123456'], ['abc', '']])('cleans %s', (typed, sent) => {
    expect(cleanCode(typed)).toBe(sent)
  })
  it('asks for a long, varied password typed twice', () => {
    expect(passwordProblem('short', '')).toContain('至少 12 位')
    expect(passwordProblem('aaaaaaaaaaaaaa', '')).toContain('重复')
    expect(passwordProblem('correct horse battery', 'correct horse')).toContain('不一样')
    expect(passwordProblem('correct horse battery', 'correct horse battery')).toBe('')
  })
  it('groups the secret by four', () => expect(grouped('JBSWY3DPEH')).toBe('JBSW Y3DP EH'))
})
