import { describe, expect, it } from 'vitest'
import type { NoticeRow } from '@/shared/api/schema'
import { noticeIcon, paragraphs, rowViews } from './model'

describe('notices', () => {
  it('shows what kind it is, also one this version does not know', () =>
    expect(['notice', 'outage', 'event', 'other'].map(noticeIcon)).toEqual(['megaphone', 'alert', 'people', 'megaphone']))

  it('says when it was published', () => {
    const row = { kind: 'outage', publishedAt: '2026-11-23T06:00:00Z' } as NoticeRow
    expect(rowViews([row], Date.parse('2026-11-23T07:00:00Z'))[0]?.time).toBe('今天 14:00')
  })

  it('keeps paragraphs and drops empty lines', () => expect(paragraphs('第一段\n\n 第二段 \n')).toEqual(['第一段', '第二段']))
})
