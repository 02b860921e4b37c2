/** Whether a name fits a pattern, in which `*` stands for any characters. */
export const fitsPattern = (pattern: string): ((name: string) => boolean) => {
  if (!pattern.includes('*')) return (name) => name === pattern
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'))
  const expression = new RegExp(`^${parts.join('.*')}$`, 'su')
  return (name) => expression.test(name)
}
