/** ¥1,234.50: yuan and fen of an integer, no floating point. */
export function sayFen(fen: number): string {
  const all = String(Math.abs(fen)).padStart(3, '0')
  const yuan = all.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}¥${yuan}.${all.slice(-2)}`
}

/** Reads "12", "12.5" or "12.50" yuan as fen; undefined for anything else. */
export function fenOf(text: string): number | undefined {
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return undefined
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
