import { describe, expect, it } from 'vitest'
import { mountPage, type Answer } from '@/shared/testing'
import ImportPage from './ImportPage.vue'

const run = {
  id: '9', communityId: '7', fileName: '台账.xlsx', state: 'checked', counts: { rows: 731, added: 722, changed: 0, same: 0, refused: 9, ignored: 1 }, totalAreaM2: '76821.31', doneRows: 731,
  error: '', columns: [{ header: '楼栋', field: 'building' }, { header: '电梯卡', field: '' }], createdAt: '2025-11-23T02:00:00Z',
}
const refused = { row: 14, sheet: '', kind: 'refused', house: '3栋1单元302', reason: '建筑面积缺失或不是正数', detail: '', changes: [] }
const answers: Record<string, Answer> = {
  'GET /imports/9': run,
  'GET /imports/9/rows': { items: [refused], nextCursor: '' },
  'POST /communities/7/imports': () => ({ status: 201, body: run }),
  'POST /imports/9/apply': { ...run, state: 'applied' },
}
const open = (more: Record<string, Answer> = {}, at = '/imports/9') =>
  mountPage(ImportPage, { name: 'import', path: '/imports/:id?', at, permissions: ['house.import'], answers: { ...answers, ...more } })

async function pick(page: Awaited<ReturnType<typeof open>>, name: string): Promise<void> {
  const input = page.find('import-file') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [new File(['x'], name)], configurable: true })
  input.dispatchEvent(new Event('change'))
  await page.settle()
}

describe('ImportPage', () => {
  it('uploads a ledger and shows what it would do', async () => {
    const page = await open({}, '/imports')
    await pick(page, '台账.xlsx')
    expect(page.server.calls('POST /communities/7/imports')).toHaveLength(1)
    expect(page.seen()).toContain('确认导入 722 套')
    expect(page.seen()).toContain('第 14 行')
    expect(page.seen()).toContain('建筑面积缺失或不是正数')
  })

  it('sends nothing that is no ledger', async () => {
    const page = await open({}, '/imports')
    await pick(page, '台账.pdf')
    expect(page.seen()).toContain('.xlsx')
    expect(page.server.calls('POST')).toEqual([])
  })

  it('applies once and says what is in', async () => {
    const page = await open()
    await page.click('import-apply')
    expect(page.server.calls('POST /imports/9/apply')).toHaveLength(1)
    expect(page.find('import-done')?.textContent).toContain('新增 722 套')
    expect(page.find('import-apply')).toBeNull()
  })

  it('shows progress while it runs and words when it failed', async () => {
    expect((await open({ 'GET /imports/9': { ...run, state: 'applying', doneRows: 300 } })).find('import-progress')?.textContent).toContain('300 / 731')
    expect((await open({ 'GET /imports/9': { ...run, state: 'failed', error: '没有找到表头。' } })).find('import-failed')?.textContent).toContain('没有找到表头')
  })

  it('has nothing to apply when nothing changes', async () => {
    const page = await open({ 'GET /imports/9': { ...run, counts: { ...run.counts, added: 0, same: 722 } } })
    expect((page.find('import-apply') as HTMLButtonElement).disabled).toBe(true)
  })
})
