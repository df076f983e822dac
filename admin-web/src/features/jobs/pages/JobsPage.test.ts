import { expect, it } from 'vitest'
import { mountPage } from '@/shared/testing'
import JobsPage from './JobsPage.vue'

const last = { startedAt: '2026-03-02T02:00:00Z', tookMs: 12, result: 'failed', error: '连接超时', worker: 'w' }
const answers = {
  'GET /ops/schedule': { leader: 'w', items: [{ name: 'audit:seal', for: '给审计记录加封', everySeconds: 60, nextAt: '2026-03-02T02:01:00Z', last }] },
  'GET /ops/queues': { queues: [{ name: 'default', waiting: 2, active: 1, orphans: 0, doneToday: 9, oldestSeconds: 0 }], outbox: { due: 1, later: 4, handedOver: 2, dead: 0, lagSeconds: 0 } },
  'GET /ops/schedule/runs': { items: [last] },
}
const at = { name: 'jobs', path: '/jobs', at: '/jobs', permissions: ['platform'] }

it('says first what is wrong, and shows the runs of a line', async () => {
  const page = await mountPage(JobsPage, { ...at, answers })
  expect(page.find('jobs-health')?.textContent).toContain('1 项定时任务上次失败')
  expect(page.find('job-audit:seal')?.textContent).toContain('给审计记录加封')
  await page.click('job-audit:seal')
  expect(document.body.textContent).toContain('连接超时')
})

it('an unreachable queue is an error and no empty page', async () => {
  const page = await mountPage(JobsPage, { ...at, answers: { ...answers, 'GET /ops/queues': () => ({ status: 503, body: { code: 'ops.queues', detail: '暂时读不到任务队列' } }) } })
  expect(page.find('load-error')?.textContent).toContain('暂时读不到任务队列')
})
