import { describe, expect, it } from 'vitest'
import { ApiError } from '@/shared/api/client'
import { useSubmit } from './useSubmit'

function scripted(...results: (ApiError | 'ok')[]) {
  const keys: string[] = []
  const submit = useSubmit(async (key: string, _text: string) => {
    keys.push(key)
    const next = results.shift()
    if (next instanceof ApiError) throw next
    return next
  })
  return { submit, keys }
}

describe('useSubmit', () => {
  it('runs one at a time', async () => {
    let release = () => {}
    let runs = 0
    const submit = useSubmit(async () => {
      runs++
      await new Promise<void>((done) => (release = done))
    })
    const first = submit.run()
    await submit.run()
    expect(submit.busy.value).toBe(true)
    release()
    await first
    expect([runs, submit.busy.value]).toEqual([1, false])
  })
  it('repeats the key while the outcome of the same input is unknown', async () => {
    const { submit, keys } = scripted(new ApiError(0, 'net.offline', '断网'), new ApiError(503, 'busy', '忙'), 'ok', 'ok')
    for (let i = 0; i < 4; i++) await submit.run('a')
    expect(keys[0]).toBe(keys[1])
    expect(keys[1]).toBe(keys[2])
    expect(keys[3]).not.toBe(keys[2])
  })
  it('takes a new key after a refusal and for another input', async () => {
    const { submit, keys } = scripted(new ApiError(422, 'bad', '不对'), new ApiError(0, 'net.offline', '断网'), 'ok')
    await submit.run('a')
    await submit.run('a')
    await submit.run('b')
    expect(new Set(keys).size).toBe(3)
  })
  it('keeps the field errors beside the sentence, until the next try', async () => {
    const { submit } = scripted(new ApiError(422, 'bad', '请检查', { name: '太长' }), 'ok')
    await submit.run('a')
    expect([submit.error.value, submit.fields.value]).toEqual(['请检查', { name: '太长' }])
    await submit.run('b')
    expect([submit.error.value, submit.fields.value]).toEqual(['', {}])
  })
  it('lets a mistake of ours surface', async () => {
    const submit = useSubmit(async () => { throw new TypeError('bug') })
    await expect(submit.run()).rejects.toThrow('bug')
  })
})
