import type { ScheduleLine, ScheduleRun, QueueLine, Owed, OpsScheduleOutBody, OpsWorkOutBody, ScheduleRunsOutBody } from '@/shared/api/types.gen'

export type Line = ScheduleLine
export type Run = ScheduleRun
export type Queue = QueueLine
export type Outbox = Owed
export type Schedule = OpsScheduleOutBody
export type Runs = ScheduleRunsOutBody
export type Work = OpsWorkOutBody

/** 每分钟 · 每 5 分钟 · 每小时 · 每天 */
export function every(seconds: number): string {
  const units = [[86_400, '天'], [3600, '小时'], [60, '分钟'], [1, '秒']] as const
  const [size, unit] = units.find(([s]) => seconds % s === 0) ?? units[3]
  const n = seconds / size
  return n === 1 ? `每${unit}` : `每 ${n} ${unit}`
}

/** 240 毫秒 · 3.5 秒 */
export function lasted(ms: number): string {
  return ms < 1000 ? `${ms} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`
}

export const queueName = (name: string): string => ({ critical: '紧急', default: '普通', bulk: '批量' })[name] ?? name

/** How a run ended, as a tag. */
export function outcome(run: Run | undefined): { tone: string; label: string } {
  if (!run) return { tone: 'neutral', label: '未运行' }
  return { ok: { tone: 'good', label: '成功' }, failed: { tone: 'danger', label: '失败' }, skipped: { tone: 'warn', label: '太晚，跳过' } }[run.result]
}

/** The sentence on top: what a person has to know before any figure. */
export function health(s: Schedule, w: Work): { tone: 'good' | 'warn' | 'danger'; text: string } {
  const failed = s.items.filter((l) => l.last?.result === 'failed').length
  if (!s.leader) return { tone: 'danger', text: '没有进程在调度定时任务，请检查 jobs 进程是否在运行。' }
  if (w.outbox.lagSeconds > 60) return { tone: 'danger', text: `有任务已等待 ${w.outbox.lagSeconds} 秒没有被处理，请检查 jobs 进程和 Redis。` }
  if (w.outbox.dead > 0) return { tone: 'warn', text: `有 ${w.outbox.dead} 条任务多次失败后停下，需要人工决定重试或放弃。` }
  if (failed > 0) return { tone: 'warn', text: `有 ${failed} 项定时任务上次失败，系统会自动重试。` }
  return { tone: 'good', text: '一切正常：定时任务按时运行，没有积压。' }
}
