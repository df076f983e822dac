import { describe, expect, it } from 'vitest'
import { actsAfter, onlyHere, othersOf, primaryOf, wordOf } from './steps'

describe('steps', () => {
  it('takes the server at its word while nothing waits', () => {
    expect(actsAfter('accepted', [], ['depart', 'transfer'])).toEqual(['depart', 'transfer'])
  })

  it('goes on from what waits: accepted, then departed and arrived offline', () => {
    expect(primaryOf(actsAfter('accepted', ['depart', 'arrive'], ['depart']))).toBe('start')
    expect(primaryOf(actsAfter('accepted', ['depart', 'arrive', 'start'], ['depart']))).toBe('finish')
  })

  it.each(['finish', 'return', 'quote'])('offers nothing more after a waiting %s', (act) =>
    expect(actsAfter('working', [act], ['finish', 'quote'])).toEqual([]),
  )

  it('offers nothing offline that needs an answer at once', () => {
    expect(actsAfter('assigned', ['accept'], ['accept', 'transfer'])).not.toContain('transfer')
  })

  it.each([
    ['dispatching', ['grab'], 'grab'],
    ['assigned', ['accept', 'return', 'transfer'], 'accept'],
    ['accepted', ['return', 'transfer', 'depart', 'arrive'], 'depart'],
    ['on_the_way', ['return', 'transfer', 'arrive'], 'arrive'],
    ['arrived', ['return', 'transfer', 'no_show', 'start', 'hold', 'finish', 'quote'], 'start'],
    ['working', ['transfer', 'hold', 'finish', 'quote'], 'finish'],
    ['on_hold', ['transfer', 'resume'], 'resume'],
    ['quote_accepted', ['start', 'hold', 'finish'], 'start'],
    ['to_pay', ['pay'], 'pay'],
    ['quoted', [], ''],
  ])('has one leading act in %s', (_state, acts, lead) => {
    expect(primaryOf(acts)).toBe(lead)
    expect(othersOf(acts)).not.toContain(lead)
  })

  it('has a word for each act', () => expect(['grab', 'no_show', 'pay'].map(wordOf)).toEqual(['抢单', '家中无人', '收款']))

  it('never says done before the server has it', () => {
    expect(onlyHere('finish')).toBe('「完工」已保存在手机，联网后自动提交')
  })
})
