import { flushPromises, mount } from '@vue/test-utils'
import { nextTick, reactive } from 'vue'
import { beforeEach, expect, it } from 'vitest'
import AppDialog from './AppDialog.vue'
import AppDrawer from './AppDrawer.vue'

beforeEach(() => document.body.replaceChildren())

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await flushPromises()
    await nextTick()
  }
}
function layers() {
  const open = reactive({ drawer: false, dialog: false })
  mount({
    components: { AppDialog, AppDrawer },
    setup: () => ({ open }),
    template: `<AppDrawer :open="open.drawer" title="下层" @close="open.drawer = false">内容</AppDrawer><AppDialog :open="open.dialog" title="上层" @close="open.dialog = false">内容</AppDialog>`,
  }, { attachTo: document.body })
  const press = async (key: string) => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    await settle()
  }
  return { open, press }
}

it('closes the layer on top by Esc, wherever the focus is', async () => {
  const { open, press } = layers()
  open.drawer = true
  await settle()
  open.dialog = true
  await settle()
  await press('Escape')
  expect({ ...open }).toEqual({ drawer: true, dialog: false })
  await press('Escape')
  expect({ ...open }).toEqual({ drawer: false, dialog: false })
})

it('names the layer for screen readers and builds it only when it opens', async () => {
  const { open } = layers()
  await settle()
  expect(document.querySelector('[role="dialog"]')).toBeNull()
  open.dialog = true
  await settle()
  expect(document.querySelector('[role="dialog"]')?.getAttribute('aria-label')).toBe('上层')
})
