import type { Option } from '@/shared/ui/AppChoice.vue'

const two = (value: number) => String(value).padStart(2, '0')

/** Half hours to choose from, both ends included. */
export function hours(from: number, to: number): Option[] {
  const out: Option[] = []
  for (let half = from * 2; half <= to * 2; half++) {
    const text = `${two(Math.floor(half / 2))}:${half % 2 ? '30' : '00'}`
    out.push({ value: text, text })
  }
  return out
}
