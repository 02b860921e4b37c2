import { inspect } from 'node:util'
import type { Surroundings } from '../surroundings.ts'
import { ownFrames } from './own-frames.ts'

/** How errors are told. */
export interface ErrorSetting extends Pick<Surroundings, 'cwd' | 'houses' | 'paint'> {
  /** With the whole stack. */
  readonly verbose: boolean
}

/** An error as data, as `--json` gives it. */
export interface ErrorJson {
  readonly type: string
  readonly message: string
  readonly stage?: string
  readonly record?: string
  readonly artifact?: string
  /** The user's own lines of the stack. */
  readonly frames: readonly string[]
  readonly errors?: readonly ErrorJson[]
}

const textOf = (value: object, key: string): string | undefined => {
  const part: unknown = Reflect.get(value, key)
  return typeof part === 'string' && part !== '' ? part : undefined
}

/** The error and what it was caused by, outermost first. */
const chainOf = (thrown: unknown): readonly unknown[] => {
  const chain: unknown[] = []
  for (let at: unknown = thrown; at !== undefined && !chain.includes(at) && chain.length < 10;) {
    chain.push(at)
    at = at instanceof Error ? at.cause : undefined
  }
  return chain
}

/** Those of the outermost error that has some; the engine's own errors stand for what they were caused by. */
const framesOf = (thrown: unknown, setting: Pick<ErrorSetting, 'cwd' | 'houses'>): readonly string[] => {
  for (const link of chainOf(thrown)) {
    if (link instanceof Error && '_tag' in link && link.cause instanceof Error) continue
    const frames = ownFrames(link, setting)
    if (frames.length > 0) return frames
  }
  return []
}

const partsOf = (thrown: unknown): readonly unknown[] => {
  const parts: unknown = thrown instanceof Error ? Reflect.get(thrown, 'errors') : undefined
  return Array.isArray(parts) ? parts : []
}

export const errorJson = (thrown: unknown, setting: Pick<ErrorSetting, 'cwd' | 'houses'>): ErrorJson => {
  const parts = partsOf(thrown)
  return {
    type: thrown instanceof Error ? (textOf(thrown, '_tag') ?? thrown.name) : typeof thrown,
    message: messageOf(thrown),
    ...placeOf(thrown),
    frames: framesOf(thrown, setting),
    ...(parts.length > 0 ? { errors: parts.map((part) => errorJson(part, setting)) } : {}),
  }
}

const messageOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2 })
  return thrown.message === '' ? thrown.name : thrown.message
}

const placeOf = (thrown: unknown): { stage?: string; record?: string; artifact?: string } => {
  const place: { stage?: string; record?: string; artifact?: string } = {}
  if (typeof thrown !== 'object' || thrown === null) return place
  for (const key of ['stage', 'record', 'artifact'] as const) {
    const text = textOf(thrown, key)
    if (text !== undefined) place[key] = text
  }
  return place
}

const isForbidden = (thrown: unknown): boolean =>
  thrown instanceof Error && ['EACCES', 'EPERM', 'EROFS'].includes(textOf(thrown, 'code') ?? '')

/** The sentence, then where it was, then the user's own lines of the stack. */
export const describeError = (thrown: unknown, setting: ErrorSetting): string => {
  const { paint, verbose } = setting
  const [first, ...rest] = messageOf(thrown).split('\n')
  const lines = [`${paint('red', '✗')} ${paint('bold', first ?? '')}`, ...rest.map((line) => `  ${line}`)]
  const place = Object.entries(placeOf(thrown))
  if (place.length > 0) lines.push('')
  for (const [key, name] of place) lines.push(`  ${paint('dim', key.padEnd(8))}  ${name}`)
  const frames = framesOf(thrown, setting)
  if (frames.length > 0) lines.push('', ...frames.map((frame) => paint('dim', `  ${frame}`)))
  // What wraps an error repeats its message; only causes below that say something new.
  for (const cause of chainOf(thrown).slice(1)) {
    const message = messageOf(cause)
    if (!messageOf(thrown).includes(message))
      lines.push('', `  caused by: ${message.replaceAll('\n', '\n  ')}`)
  }
  if (textOf(Object(thrown), '_tag') === 'StoreError' && chainOf(thrown).some(isForbidden))
    lines.push('', '  Name another folder with --store, or write nothing: --cache read.')
  if (verbose && thrown instanceof Error) {
    const stacks = chainOf(thrown).flatMap((link) => (link instanceof Error ? [link.stack ?? ''] : []))
    lines.push('', ...stacks.map((stack) => paint('dim', stack)))
  }
  return lines.join('\n')
}
