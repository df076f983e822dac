const controls = '[role=button],[role=link],[role=radio],[role=checkbox],[role=switch],[role=tab]'

/** On H5, makes Enter and Space press our controls, as they do with native buttons. */
export function enableKeyboard() {
  // #ifdef H5
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    const target = event.target as HTMLElement
    if (target.tagName === 'BUTTON' || !target.matches(controls)) return
    event.preventDefault()
    target.click()
  })
  // #endif
}
