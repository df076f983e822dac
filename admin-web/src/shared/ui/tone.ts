const tones = ['info', 'warn', 'good', 'danger', 'neutral'] as const
export type Tone = (typeof tones)[number]

/** A tone this build does not know yet is shown quietly. */
export function toneOf(text: string): Tone {
  return tones.find((t) => t === text) ?? 'neutral'
}
