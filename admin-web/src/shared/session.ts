import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { StaffMe } from '@/shared/api/types.gen'

const remembered = 'zj.community'

/** Who works here and in which community. Nothing else belongs into a store. */
export const useSession = defineStore('session', () => {
  const me = ref<StaffMe | null>(null)
  const communityId = ref('')

  const communities = computed(() => me.value?.communities ?? [])
  const community = computed(() => communities.value.find((c) => c.id === communityId.value))

  function choose(id: string): void {
    communityId.value = id
    localStorage.setItem(remembered, id)
  }

  function enter(staff: StaffMe): void {
    me.value = staff
    const last = localStorage.getItem(remembered)
    const known = staff.communities.find((c) => c.id === last) ?? staff.communities[0]
    communityId.value = known?.id ?? ''
  }

  function leave(): void {
    me.value = null
    communityId.value = ''
  }

  /** Hides what would be refused anyway; the server is the one who decides. */
  function can(permission: string): boolean {
    if (permission === 'platform') return me.value?.platform ?? false // no company's permission: who runs the installation
    return me.value?.permissions.includes(permission) ?? false
  }

  return { me, communityId, communities, community, choose, enter, leave, can }
})
