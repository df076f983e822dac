import { describe, expect, it } from 'vitest'
import { ApiError } from '@/shared/api/client'
import { usePagedList, type Page } from './usePagedList'

function setup() {
  const asked: { cursor: string; answer: (page: Page<string>) => void; fail: (cause: unknown) => void }[] = []
  const list = usePagedList<string>(
    (cursor) => new Promise((answer, fail) => asked.push({ cursor, answer, fail })),
  )
  return { list, asked }
}

describe('usePagedList', () => {
  it('adds the next page to the end', async () => {
    const { list, asked } = setup()
    const first = list.reload()
    asked[0]!.answer({ items: ['a'], nextCursor: 'c1' })
    await first
    const second = list.more()
    expect(asked[1]!.cursor).toBe('c1')
    asked[1]!.answer({ items: ['b'], nextCursor: '' })
    await second
    expect(list.items.value).toEqual(['a', 'b'])
    expect(list.hasMore.value).toBe(false)
  })

  it('drops an answer that was overtaken', async () => {
    const { list, asked } = setup()
    const slow = list.reload()
    const fast = list.restart()
    asked[1]!.answer({ items: ['new'] })
    await fast
    asked[0]!.answer({ items: ['old'] })
    await slow
    expect(list.items.value).toEqual(['new'])
    expect(list.loading.value).toBe(false)
  })

  it('keeps what is shown when a reload fails', async () => {
    const { list, asked } = setup()
    const first = list.reload()
    asked[0]!.answer({ items: ['a'] })
    await first
    const second = list.reload()
    asked[1]!.fail(new ApiError(0, 'network', '断网'))
    await second
    expect(list.items.value).toEqual(['a'])
    expect(list.error.value?.detail).toBe('断网')
  })

  it('does not ask twice for the same page', async () => {
    const { list, asked } = setup()
    const first = list.reload()
    asked[0]!.answer({ items: ['a'], nextCursor: 'c1' })
    await first
    void list.more()
    void list.more()
    expect(asked).toHaveLength(2)
  })
})
