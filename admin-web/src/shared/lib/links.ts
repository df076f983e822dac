/** Links in server data may carry the public prefix; the router wants them without it. */
export function innerLink(link: string): string {
  const path = link.replace(/^\/admin(?=\/|$)/, '')
  return path.startsWith('/') && !path.startsWith('//') ? path || '/' : '/'
}
