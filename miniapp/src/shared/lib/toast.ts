import { ref } from 'vue'

/** One short sentence that goes away by itself; AppPage shows it and screen readers speak it. */
export function createToast(later: (run: () => void, ms: number) => void) {
  const text = ref('')
  let round = 0
  return {
    text,
    show(sentence: string) {
      const mine = ++round
      text.value = sentence
      later(() => {
        if (mine === round) text.value = ''
      }, 1_800 + sentence.length * 60)
    },
  }
}
