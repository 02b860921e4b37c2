import { UsageError } from '../errors/usage-error.ts'

/** What people need to know where their program could not be loaded. */
export const loadFailure = (shown: string, thrown: unknown): UsageError => {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const missing = /Cannot find (?:package|module) '([^'./][^']*)'/u.exec(message)?.[1]
  if (missing !== undefined)
    return new UsageError(
      `${shown} could not be loaded: it imports '${missing}', which is not installed. Try: npm install ${packageOf(missing)}`,
      thrown,
    )
  return new UsageError(`${shown} could not be loaded: ${message.split('\n')[0] ?? ''}`, thrown)
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
