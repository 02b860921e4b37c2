/** What a run may be called: a name that leads nowhere else on any file system, in any address. */
export const isRunId = (text: unknown): text is string =>
  typeof text === 'string' && /^[A-Za-z0-9][\w.-]{0,127}$/u.test(text)

/** @throws for what is no run's id, which must not become a path */
export const proveRunId = (text: unknown): string => {
  if (isRunId(text)) return text
  throw new Error(
    `${JSON.stringify(text)} cannot be the id of a run: ids have letters, digits, '_', '.' and '-'.`,
  )
}
