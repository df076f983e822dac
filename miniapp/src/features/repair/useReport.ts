import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Report } from '@/shared/api/schema'
import { session, toast } from '@/shared/app'
import { useLoad } from '@/shared/lib/useLoad'
import { useSubmit } from '@/shared/lib/useSubmit'
import { erase, read, write } from '@/shared/platform/storage'
import { repairApi } from './api'
import { categoriesFor, fromDraft, isDangerous, mayReportIndoor, problemsOf, reportOf, similarOf, slotDays, type Form, type Place, type Problems, type Similar } from './model'
import { incidentOf } from './story'

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

  const words = useLoad(() => repairApi.words(house?.communityId ?? ''))
  const incidents = useLoad(() => repairApi.incidents(house?.communityId ?? ''))
  if (house) {
    void words.reload()
    void incidents.reload()
  }
  const offered = computed(() => categoriesFor(words.data.value?.items ?? [], form.place))
  const chosen = computed(() => offered.value.find((one) => one.code === form.category))
  const emergency = computed(() => {
    const dangerous = isDangerous(form.description, words.data.value?.dangerWords ?? [])
    if (!chosen.value?.emergency && !dangerous) return undefined
    // A dangerous word is answered where it was written.
    const ownFirst = !dangerous && ['water_burst', 'power_out'].includes(form.category)
    return { byWord: !chosen.value?.emergency, ownFirst, hint: chosen.value?.emergencyHint ?? '', calls: words.data.value?.calls ?? [] }
  })
  const similar = shallowRef<Similar>()

  const sending = useSubmit((key: string, report: Report) => repairApi.report(report, key))

  function setCategory(code: string) {
    form.category = code
    form.fault = ''
  }

  function setPlace(place: Place) {
    form.place = place
    if (!chosen.value) setCategory('')
  }

  function clear() {
    Object.assign(form, fromDraft(undefined, house, Date.now()))
    restored.value = false
    tried.value = false
    erase(draftKey)
  }

  /**
   * The id of the new order, or nothing when something is missing or was refused. An order of the same matter that is
   * there already is offered first; `separate` says that this is another one.
   */
  async function send(separate = false): Promise<string | undefined> {
    tried.value = true
    const missing = Object.values(problems.value)[0]
    if (missing) toast.show(missing)
    if (missing || !house) return undefined
    const result = await sending.submit(reportOf(form, house, separate))
    similar.value = result.done || !sending.error.value ? undefined : similarOf(sending.error.value, Date.now())
    if (!result.done) return undefined
    erase(draftKey)
    return result.answer.id
  }

  return {
    house,
    form,
    restored,
    problems,
    words,
    offered,
    chosen,
    emergency,
    similar,
    incidents: computed(() => (incidents.data.value ?? []).map((incident) => ({ id: incident.id, view: incidentOf({ incident }, Date.now()) }))),
    forget: () => erase(draftKey),
    days: slotDays(Date.now()),
    busy: sending.busy,
    error: computed(() => (similar.value ? undefined : sending.error.value)),
    fieldError: sending.fieldError,
    setPlace,
    setCategory,
    clear,
    send,
  }
}
