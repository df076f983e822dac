import { describe, expect, it } from 'vitest'
import { ApiError } from '@/shared/api/client'
import { newKey, useSubmit } from './useSubmit'

function failing(...statuses: number[]) {
  const keys: string[] = []
  const submit = useSubmit(async (key: string, _text: string) => {
    keys.push(key)
    const status = statuses.shift() ?? 200
    if (status !== 200) throw new ApiError(status, 'x', '没有办成', [{ field: 'body.text', message: '太长' }])
    return status
  })
  return { keys, ...submit }
}

describe('useSubmit', () => {
  it('lets one tap through at a time', async () => {
    let runs = 0
    let finish = () => {}
    const { submit, busy } = useSubmit(() => {
      runs++
      return new Promise<void>((resolve) => (finish = resolve))
    })
    const first = submit()
    expect(busy.value).toBe(true)
    expect(await submit()).toEqual({ done: false })
    finish()
    await first
    expect([runs, busy.value]).toEqual([1, false])
  })

  it('keeps the key while the server has not decided', async () => {
    const { keys, submit } = failing(0, 503, 429)
    for (let i = 0; i < 4; i++) await submit('a')
    expect(new Set(keys).size).toBe(1)
  })

  it('takes a new key after a refusal, a success, or another content', async () => {
    const { keys, submit } = failing(422, 200, 0)
    await submit('a')
    await submit('a')
    await submit('a')
    await submit('b')
    expect(new Set(keys).size).toBe(4)
  })

  it('shows the words of a field', async () => {
    const { submit, fieldError, error } = failing(422)
    await submit('a')
    expect(fieldError('text')).toBe('太长')
    expect(fieldError('other')).toBe('')
    expect(error.value?.detail).toBe('没有办成')
  })

  it('makes keys the server accepts', () => expect(newKey()).toMatch(/^[A-Za-z0-9_-]{24}$/))
})
