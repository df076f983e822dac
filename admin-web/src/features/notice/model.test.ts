import { expect, it } from 'vitest'
import { audienceOf, draftOf, emptyDraft, formOf, paragraphs, problems, progress, type Notice } from './model'

it('says what a draft lacks', () => {
  expect(Object.keys(problems(emptyDraft()))).toEqual(['title', 'body'])
  expect(problems({ ...emptyDraft(), title: '停水', body: '明天上午停水。' })).toEqual({})
  expect(Object.keys(problems({ ...emptyDraft(), title: '停水', body: '明天上午停水。', whole: false }))).toEqual(['audience'])
  expect(Object.keys(problems({ ...emptyDraft(), title: '长'.repeat(41), body: '长'.repeat(2001) }))).toEqual(['title', 'body'])
})

it('sends no places for the whole community, whatever was chosen before', () => {
  const d = { ...emptyDraft(), buildings: [{ id: '7', label: '1栋' }] }
  expect(audienceOf(d)).toEqual({})
  expect(audienceOf({ ...d, whole: false })).toEqual({ buildingIds: ['7'], unitIds: [], houseIds: [] })
})

it('shows a notice until the end of the chosen day in Beijing', () => {
  expect(formOf({ ...emptyDraft(), until: '2026-03-05' }, []).shownUntil).toBe('2026-03-05T16:00:00.000Z')
  expect(formOf(emptyDraft(), []).shownUntil).toBeUndefined()
})

it('opens a notice to write on', () => {
  const n = { kind: 'outage', title: 'a', body: 'b', urgent: true, shownUntil: '2026-03-05T15:59:00Z', targets: [{ kind: 'unit', id: '9', label: '1栋2单元' }] } as unknown as Notice
  expect(draftOf(n)).toMatchObject({ whole: false, buildings: [], units: [{ id: '9', label: '1栋2单元' }], until: '2026-03-05' })
})

it('keeps paragraphs', () => expect(paragraphs('一\n\n 二 \n')).toEqual(['一', '二']))

it('tells how far the telling has come', () => {
  expect(progress({ state: 'published', spread: { told: 500, total: 2000, running: true } })).toEqual({ percent: 25, text: '正在通知，已送达 500 / 2000 人' })
  expect(progress({ state: 'published', spread: { told: 2000, total: 2000, running: false } }).text).toBe('已通知 2000 人')
  expect(progress({ state: 'withdrawn', spread: { told: 500, total: 2000, running: false } }).text).toBe('通知到 500 人时撤回')
  expect(progress({ state: 'draft', spread: { told: 0, total: 0, running: false } }).text).toBe('')
})
