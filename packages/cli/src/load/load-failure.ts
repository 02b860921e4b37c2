import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../errors/thrown.ts'
import { UsageError } from '../errors/usage-error.ts'
import { syntaxMistake } from './syntax-mistake.ts'

export interface Program {
  /** Absolute. */
  readonly file: string
  /** The file as people name it. */
  readonly shown: string
  readonly cwd: string
}

/** What people need to know where their program could not be loaded. */
export const loadFailure = async ({ file, shown, cwd }: Program, thrown: unknown): Promise<UsageError> => {
  const message = messageOf(thrown)
  const missing = /Cannot find (?:package|module) '([^'./][^']*)'/u.exec(message)?.[1]
  if (missing !== undefined)
    return new UsageError(
      `${shown} could not be loaded: it imports '${missing}', which is not installed. Try: npm install ${packageOf(missing)}`,
      thrown,
    )
  if (notModule.test(message))
    return new UsageError(
      `${shown} could not be loaded: it uses import or export, but Node treats it as CommonJS. Set "type": "module" in package.json, or rename it to end in .mjs.`,
      thrown,
    )
  const mistakes = transformMistakes(message, cwd)
  if (mistakes !== undefined) return new UsageError(`${shown} could not be loaded: ${mistakes}`)
  const place = placeOf(thrown, cwd)
  if (place !== undefined)
    return new UsageError(`${shown} could not be loaded: ${firstLine(message)} (${place})`, thrown)
  const mistake = thrown instanceof SyntaxError ? await syntaxMistake(file, cwd) : undefined
  if (mistake !== undefined)
    return new UsageError(`${shown} could not be loaded: ${mistake.text} (${mistake.place})`)
  return new UsageError(`${shown} could not be loaded: ${firstLine(message)}`, thrown)
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** Node puts a line and its place before the stack of what it could not link or, in CommonJS, not parse. */
const placeOf = (thrown: unknown, cwd: string): string | undefined => {
  if (!(thrown instanceof SyntaxError)) return undefined
  const [, path, line] =
    /^(file:\/\/\S+|\/.+|[A-Za-z]:\\.+):(\d+)$/u.exec(firstLine(thrown.stack ?? '')) ?? []
  if (path === undefined) return undefined
  return `${relative(cwd, path.startsWith('file:') ? fileURLToPath(path) : path)}:${line}`
}

/** What Node says of an ES module that it reads as CommonJS. */
const notModule = /Cannot use import statement outside a module|Unexpected token 'export'/u

/** Mistakes in the syntax of TypeScript stand below a line that only counts them, each after its place. */
const transformMistakes = (message: string, cwd: string): string | undefined => {
  const [first, ...others] = message.matchAll(/^(.+:\d+:\d+): ERROR: (.+)$/gmu)
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  return `${first[2]} (${relative(cwd, first[1] ?? '')})${more}`
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
