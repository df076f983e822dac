import { ref } from 'vue'
import { toast } from '@/shared/app'
import { queue } from './app'
import type { Draft } from './queue'
import { onlyHere, wordOf } from './steps'

/**
 * One step at a time through the queue. It says what became of it: sent, only on the phone, or refused with the server's
 * sentence, which the worker then has seen.
 */
export function useStep() {
  const busy = ref(false)
  const problem = ref('')

  /** Whether the form may close: the step is with the server or safe on the phone. */
  async function step(draft: Draft): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = ''
    try {
      const outcome = await queue.put(draft)
      if (outcome.kind === 'sent') toast.show(`「${wordOf(draft.act)}」已提交。`)
      if (outcome.kind === 'kept') toast.show(onlyHere(draft.act))
      if (outcome.kind === 'none') problem.value = outcome.sentence
      if (outcome.kind === 'refused') {
        problem.value = outcome.refusal.detail
        await queue.seen(outcome.id, { keepShots: true })
      }
      return outcome.kind === 'sent' || outcome.kind === 'kept'
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, step }
}
