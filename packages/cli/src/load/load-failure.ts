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
  if (notModule.test(message))
    return new UsageError(
      `${shown} could not be loaded: a file that is written with import or export is taken for CommonJS. Set "type": "module" in package.json, or let its name end in .mjs.`,
      thrown,
    )
  return new UsageError(`${shown} could not be loaded: ${sentenceOf(message)}`, thrown)
}

/** What Node says of an ES module that it reads as CommonJS. */
const notModule = /Cannot use import statement outside a module|Unexpected token 'export'/u

/** A mistake in the syntax of TypeScript stands below a line that only counts mistakes, after its place. */
const sentenceOf = (message: string): string => {
  const [, place, mistake] = /^(.+:\d+:\d+): ERROR: (.+)$/mu.exec(message) ?? []
  return mistake === undefined ? (message.split('\n')[0] ?? '') : `${mistake} (${place})`
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
