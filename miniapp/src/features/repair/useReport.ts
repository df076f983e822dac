import { computed, reactive, ref, watch } from 'vue'
import type { Report } from '@/shared/api/schema'
import { session, toast } from '@/shared/app'
import { useLoad } from '@/shared/lib/useLoad'
import { useSubmit } from '@/shared/lib/useSubmit'
import { erase, read, write } from '@/shared/platform/storage'
import { repairApi } from './api'
import { categoriesFor, fromDraft, mayReportIndoor, problemsOf, reportOf, slotDays, type Form, type Place, type Problems } from './model'

const draftKey = 'zj.draft.repair'

/** The report form: what is filled in, what is missing, and sending it once. An unsent form survives leaving the page. */
export function useReport() {
  const house = session.house.value
  const form = reactive<Form>(fromDraft(read<Form>(draftKey), house, Date.now()))
  if (form.place === 'indoor' && house && !mayReportIndoor(house)) form.place = 'public'
  const restored = ref(form.description !== '' || form.photos.length > 0)
  const tried = ref(false)
  const problems = computed<Problems>(() => (tried.value ? problemsOf(form) : {}))
  watch(form, () => write(draftKey, form))

  const categories = useLoad(repairApi.categories)
  void categories.reload()
  const offered = computed(() => categoriesFor(categories.data.value ?? [], form.place))
  const emergency = computed(() => {
    const chosen = offered.value.find((one) => one.code === form.category)
    return chosen?.emergency ? chosen : undefined
  })

  const sending = useSubmit((key: string, report: Report) => repairApi.report(report, key))

  function setPlace(place: Place) {
    form.place = place
    if (!offered.value.some((one) => one.code === form.category)) form.category = ''
  }

  function clear() {
    Object.assign(form, fromDraft(undefined, house, Date.now()))
    restored.value = false
    tried.value = false
    erase(draftKey)
  }

  /** The id of the new order, or nothing when something is missing or was refused. */
  async function send(): Promise<string | undefined> {
    tried.value = true
    const missing = Object.values(problems.value)[0]
    if (missing) toast.show(missing)
    if (missing || !house) return undefined
    const result = await sending.submit(reportOf(form, house))
    if (!result.done) return undefined
    erase(draftKey)
    return result.answer.id
  }

  return {
    house,
    form,
    restored,
    problems,
    categories,
    offered,
    emergency,
    days: slotDays(Date.now()),
    busy: sending.busy,
    error: sending.error,
    fieldError: sending.fieldError,
    setPlace,
    clear,
    send,
  }
}
