import { nextTick, onScopeDispose, watch } from 'vue'

const reachable = 'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex="0"]'

/** Keeps the keyboard inside an open layer, closes it by Esc and gives the focus back to where it was. */
export function useFocusHold(open: () => boolean, root: () => HTMLElement | null, onEscape: () => void): void {
  let before: HTMLElement | null = null

  function inside(): HTMLElement[] {
    return [...(root()?.querySelectorAll<HTMLElement>(reachable) ?? [])].filter((el) => el.offsetParent !== null)
  }
  function onKey(e: KeyboardEvent): void {
    const layer = root()
    if (!layer || !isTop(layer) || e.isComposing) return
    if (e.key === 'Escape') return onEscape()
    if (e.key !== 'Tab') return
    const all = inside()
    const first = all[0]
    const last = all.at(-1)
    if (!first || !last) return
    const at = document.activeElement
    const outside = !layer.contains(at) || at === layer
    if (e.shiftKey ? at === first || outside : at === last || outside) {
      e.preventDefault()
      ;(e.shiftKey ? last : first).focus()
    }
  }
  function release(): void {
    document.removeEventListener('keydown', onKey, true)
    // A layer that opened meanwhile keeps the focus it took.
    const other = topLayer()
    if (before?.isConnected && (!other || other === root() || other.contains(before))) before.focus()
    before = null
  }

  watch(
    open,
    async (now, was) => {
      if (!now) return was ? release() : undefined
      before = document.activeElement as HTMLElement | null
      document.addEventListener('keydown', onKey, true)
      await nextTick()
      const wanted = root()?.querySelector<HTMLElement>('[autofocus]')
      ;(wanted ?? inside()[0])?.focus({ preventScroll: true })
    },
    { immediate: true },
  )
  onScopeDispose(release)
}

/** With a dialog over a drawer only the one above holds the keyboard. */
function isTop(layer: HTMLElement): boolean {
  return topLayer() === layer
}

function topLayer(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[aria-modal="true"][data-open="true"]')].at(-1)
}
