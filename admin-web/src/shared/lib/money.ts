/** ¥1,234.50 from whole fen; no float ever holds an amount. */
export function yuan(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${fen < 0 ? '-' : ''}¥${whole.toLocaleString('en-US')}.${rest}`
}

/** Whole fen from what a person typed ("26", "26.5", "1,200.00"); undefined when it is no amount. */
export function fenOf(text: string): number | undefined {
  const m = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/^¥/, '').replace(/,/g, ''))
  return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : undefined
}

/** As an input shows it: 26.50. */
export function plainYuan(fen: number): string {
  return yuan(fen).replace(/[¥,]/g, '')
}
