import { expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import RosterPage from './RosterPage.vue'

const days = Array.from({ length: 7 }, (_, i) => ({
  date: `2026-03-0${i + 2}`, name: i === 6 ? '调休' : '', open: true, hours: { start: `2026-03-0${i + 2}T00:30:00Z`, end: `2026-03-0${i + 2}T10:00:00Z` },
  holes: i === 1 ? [{ start: '2026-03-03T04:00:00Z', end: '2026-03-03T10:00:00Z' }] : [],
}))
const duty = { id: '100', workerId: 'w1', kind: 'duty', kindLabel: '值班', start: '2026-03-02T00:00:00Z', end: '2026-03-02T10:00:00Z', version: 3 }
const roster = {
  days, shifts: [duty], skills: [{ code: 'plumbing', label: '水暖' }, { code: 'lift', label: '电梯' }],
  workers: [
    { id: 'w1', name: '王建国', skills: ['plumbing'], openCap: 6, version: 1, left: false },
    { id: 'w2', name: '李志强', skills: [], openCap: 6, version: 0, left: false },
    { id: 'w3', name: '已走的师傅', skills: [], openCap: 6, version: 0, left: true },
  ],
}
const hours = { week: Array.from({ length: 7 }, () => ({ from: '08:30', to: '18:00' })), days: [], version: 0 }
const at = '/communities/7'
const answers: Record<string, Answer> = {
  [`GET ${at}/roster`]: roster, [`GET ${at}/working-hours`]: hours, [`POST ${at}/roster-shifts`]: duty, 'PATCH /roster-shifts/100': duty,
  'DELETE /roster-shifts/100': () => ({ status: 204, body: null }), [`POST ${at}/roster-shifts/copy`]: { added: 3, skipped: 1 }, [`POST ${at}/roster-shifts/pattern`]: { added: 2, skipped: 0 },
  [`PUT ${at}/workers/w2`]: roster.workers[1] as object, [`PUT ${at}/working-hours`]: hours,
}
const open = (more: Record<string, Answer> = {}, where = '/roster?from=2026-03-04', permissions = ['roster.read', 'roster.manage']) =>
  mountPage(RosterPage, { name: 'roster', path: '/roster', at: where, permissions, answers: { ...answers, ...more } })
// Layers come with their own code, once: on a busy machine that takes longer than a test may.
await Promise.all(['ShiftDialog', 'CopyWeekDialog', 'PatternDialog', 'WorkerDrawer', 'HoursPanel'].map((n) => import(`../components/${n}.vue`)))
const press = (el: Element | null, key: string, more: KeyboardEventInit = {}) => el?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }))

it('shows the week of the date with its shifts and holes', async () => {
  const page = await open()
  expect(page.server.calls('GET')[0]?.path).toContain('from=2026-03-02')
  expect(page.find('cell-w1-2026-03-02')?.textContent).toContain('08:00–18:00')
  expect(page.find('hole-2026-03-03')?.textContent).toContain('12:00–18:00 无人值班')
  expect(page.find('roster-worker-w3')?.textContent).toContain('已离开')
  expect(page.find('add-w3-2026-03-02')).toBeNull()
  await page.click('week-next')
  expect(page.server.calls('GET').at(-1)?.path).toContain('from=2026-03-09')
})

it('plans a shift in the cell that was chosen', async () => {
  const page = await open()
  await page.click('add-w2-2026-03-04')
  await page.type('shift-from', '18:00')
  await page.type('shift-to', '08:00')
  expect(page.find('shift-dialog')?.textContent).toContain('第二天结束')
  await page.click('shift-save')
  expect(page.server.calls(`POST ${at}/roster-shifts`).map((r) => r.json)).toEqual([{ workerId: 'w2', kind: 'duty', start: '2026-03-04T10:00:00.000Z', end: '2026-03-05T00:00:00.000Z' }])
})

it('says why a shift cannot be, and keeps the form', async () => {
  const page = await open({ [`POST ${at}/roster-shifts`]: () => ({ status: 409, body: { code: 'roster.overlap', detail: '李志强在3月4日已有值班' } }) })
  await page.click('add-w2-2026-03-04')
  await page.click('shift-save')
  expect(page.find('shift-dialog')?.textContent).toContain('已有值班')
})

it('moves a shift by the keyboard, with the version on the screen', async () => {
  const page = await open()
  press(page.find('shift-100'), 'ArrowRight', { altKey: true })
  await page.settle()
  press(page.find('shift-100'), 'ArrowDown', { altKey: true })
  await page.settle()
  expect(page.server.calls('PATCH').map((r) => r.json)).toEqual([
    { workerId: 'w1', kind: 'duty', start: '2026-03-03T00:00:00.000Z', end: '2026-03-03T10:00:00.000Z', version: 3 },
    { workerId: 'w2', kind: 'duty', start: '2026-03-02T00:00:00.000Z', end: '2026-03-02T10:00:00.000Z', version: 3 },
  ])
})

it('moves a shift by dragging it', async () => {
  const page = await open()
  page.find('shift-100')?.dispatchEvent(new Event('dragstart', { bubbles: true }))
  page.find('cell-w2-2026-03-05')?.dispatchEvent(new Event('drop', { bubbles: true }))
  await page.settle()
  expect(page.server.calls('PATCH')[0]?.json).toMatchObject({ workerId: 'w2', start: '2026-03-05T00:00:00.000Z' })
})

it('goes through the cells by arrows, copies and pastes', async () => {
  const page = await open()
  page.find('shift-100')?.focus()
  press(page.find('shift-100'), 'ArrowDown')
  expect(document.activeElement?.getAttribute('data-testid')).toBe('add-w2-2026-03-02')
  press(page.find('shift-100'), 'c')
  await page.settle()
  expect(page.find('copied')?.textContent).toContain('值班 08:00–18:00')
  press(page.find('add-w2-2026-03-06'), 'v')
  await page.settle()
  await page.click('add-w1-2026-03-07')
  expect(page.server.calls(`POST ${at}/roster-shifts`).map((r) => (r.json as { start: string }).start)).toEqual(['2026-03-06T00:00:00.000Z', '2026-03-07T00:00:00.000Z'])
})

it('copies the week and says what was left alone', async () => {
  const page = await open()
  await page.click('roster-copy')
  await page.click('copy-confirm')
  expect(page.server.calls('POST')[0]?.json).toEqual({ from: '2026-03-02', to: '2026-03-09' })
  expect(page.router.currentRoute.value.query.from).toBe('2026-03-09')
})

it('applies a weekly pattern to who was chosen', async () => {
  const page = await open()
  await page.click('roster-pattern')
  await page.click('pattern-confirm')
  expect(page.find('pattern-dialog')?.textContent).toContain('请至少选择一位师傅')
  await page.click('pattern-worker-w2')
  await page.click('pattern-confirm')
  const sent = page.server.calls('POST')[0]?.json as { workerIds: string[]; lines: unknown[] }
  expect([sent.workerIds, sent.lines.length]).toEqual([['w2'], 5])
})

it('removes a shift, and writes skills', async () => {
  const page = await open()
  await page.click('shift-100')
  await page.click('shift-remove')
  expect(page.server.calls('DELETE')[0]?.path).toBe('/roster-shifts/100?version=3')
  await page.click('roster-worker-w2')
  await page.settle()
  await page.click('skill-lift')
  await page.type('worker-cap', '3')
  await page.click('worker-save')
  expect(page.server.calls('PUT')[0]?.json).toEqual({ skills: ['lift'], openCap: 3, version: 0 })
})

it('sets the working calendar with a holiday', async () => {
  const page = await open({}, '/roster?view=hours')
  await page.click('hours-on-7')
  await page.click('special-add')
  await page.click('hours-save')
  expect(page.seen()).toContain('请选择日期')
  await page.type('special-date-0', '2026-10-01')
  await page.click('hours-save')
  const sent = page.server.calls('PUT')[0]?.json as { week: { from: string }[]; days: unknown[] }
  expect([sent.week[6]?.from, sent.days]).toEqual(['', [{ date: '2026-10-01', name: '', from: '', to: '' }]])
})

it('lets a reader look and change nothing', async () => {
  const page = await open({}, '/roster?from=2026-03-04', ['roster.read'])
  expect(page.find('shift-100')).not.toBeNull()
  expect(page.find('roster-add')).toBeNull()
  expect(page.find('add-w2-2026-03-04')).toBeNull()
  press(page.find('shift-100'), 'ArrowRight', { altKey: true })
  await page.settle()
  expect(page.server.calls('PATCH')).toEqual([])
})

it('tells failed, empty and loaded apart', async () => {
  const failed = await open({ [`GET ${at}/roster`]: () => ({ status: 500, body: { detail: '坏了' } }) })
  expect(failed.find('load-error')?.textContent).toContain('坏了')
  const empty = await open({ [`GET ${at}/roster`]: { ...roster, workers: [], shifts: [] } })
  expect(empty.find('empty')?.textContent).toContain('还没有维修师傅')
})
