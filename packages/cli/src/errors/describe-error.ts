import type { Surroundings } from '../surroundings.ts'
import { ownFrames } from './own-frames.ts'
import { isError, messageOf, nameOf, partOf, textOf } from './thrown.ts'

/** How errors are shown. */
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
  readonly cause?: ErrorJson
  /** What an error that stands for several holds. */
  readonly errors?: readonly ErrorJson[]
}

/** Causes of causes, and errors in errors, that are followed. */
const deepest = 10

/** Errors of one error that are shown. */
const mostParts = 20

const causeOf = (thrown: unknown): unknown => (isError(thrown) ? partOf(thrown, 'cause') : undefined)

const partsOf = (thrown: unknown): readonly unknown[] => {
  const parts = isError(thrown) ? partOf(thrown, 'errors') : undefined
  return Array.isArray(parts) ? parts : []
}

/** The error and what it was caused by, outermost first. */
const chainOf = (thrown: unknown): readonly unknown[] => {
  const chain: unknown[] = []
  for (let at = thrown; at !== undefined && !chain.includes(at) && chain.length < deepest; at = causeOf(at))
    chain.push(at)
  return chain
}

/** Those of the outermost error that has some; the engine's own errors stand for what they were caused by. */
const framesOf = (thrown: unknown, setting: Pick<ErrorSetting, 'cwd' | 'houses'>): readonly string[] => {
  for (const link of chainOf(thrown)) {
    if (textOf(link, '_tag') !== undefined && isError(causeOf(link))) continue
    const frames = ownFrames(textOf(link, 'stack') ?? '', setting)
    if (frames.length > 0) return frames
  }
  return []
}

export const errorJson = (
  thrown: unknown,
  setting: Pick<ErrorSetting, 'cwd' | 'houses'>,
  above: readonly unknown[] = [],
): ErrorJson => {
  const path = [...above, thrown]
  const isNew = (part: unknown): boolean => !path.includes(part) && path.length < deepest
  const cause = causeOf(thrown)
  const parts = partsOf(thrown).filter(isNew)
  return {
    type: isError(thrown) ? nameOf(thrown) : typeof thrown,
    message: messageOf(thrown),
    ...placeOf(thrown),
    frames: framesOf(thrown, setting),
    ...(cause !== undefined && isNew(cause) ? { cause: errorJson(cause, setting, path) } : {}),
    ...(parts.length > 0 ? { errors: parts.map((part) => errorJson(part, setting, path)) } : {}),
  }
}

const placeOf = (thrown: unknown): { stage?: string; record?: string; artifact?: string } => {
  const place: { stage?: string; record?: string; artifact?: string } = {}
  for (const key of ['stage', 'record', 'artifact'] as const) {
    const text = textOf(thrown, key)
    if (text !== undefined) place[key] = text
  }
  return place
}

const isForbidden = (thrown: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS'].includes(textOf(thrown, 'code') ?? '')

/** The sentence, then where it was, then the user's own lines of the stack, then what caused it. */
export const describeError = (thrown: unknown, setting: ErrorSetting): string => {
  const { paint, verbose } = setting
  const message = messageOf(thrown)
  const [first, ...rest] = message.split('\n')
  const lines = [`${paint('red', '✗')} ${paint('bold', first ?? '')}`, ...rest.map((line) => `  ${line}`)]
  const place = Object.entries(placeOf(thrown))
  if (place.length > 0) lines.push('')
  for (const [key, name] of place) lines.push(`  ${paint('dim', key.padEnd(8))}  ${name}`)
  const frames = framesOf(thrown, setting)
  if (frames.length > 0) lines.push('', ...frames.map((frame) => paint('dim', `  ${frame}`)))
  const origins = originsOf(thrown, message, [])
  if (origins.length > 0) lines.push('', ...origins.map((line) => `  ${line}`))
  if (textOf(thrown, '_tag') === 'StoreError' && chainOf(thrown).some(isForbidden))
    lines.push('', '  Name another folder with --store, or use --cache read to write nothing.')
  if (verbose) {
    const stacks = chainOf(thrown).flatMap((link) => textOf(link, 'stack') ?? [])
    lines.push('', ...stacks.map((stack) => paint('dim', stack)))
  }
  return lines.join('\n')
}

/**
 * What an error was caused by and what it holds, all the way down. What wraps an error repeats its message, so only what
 * says something new gets a line.
 *
 * @param said messages that have been shown
 */
const originsOf = (thrown: unknown, said: string, above: readonly unknown[]): readonly string[] => {
  const path = [...above, thrown]
  if (path.length > deepest) return []
  // A PlanError tells all its parts in its own message, folded.
  const parts = textOf(thrown, '_tag') === 'PlanError' ? [] : partsOf(thrown)
  const below = parts.map((part) =>
    path.includes(part) ? [] : originsOf(part, `${said}\n${messageOf(part)}`, path),
  )
  // An error that lists its parts in its own message has nothing to add.
  const isListed = parts.every((part, at) => said.includes(messageOf(part)) && below[at]?.length === 0)
  const lines = (isListed ? [] : parts.slice(0, mostParts)).flatMap((part, at) => [
    `- ${messageOf(part).replaceAll('\n', '\n    ')}`,
    ...(below[at] ?? []).map((line) => `  ${line}`),
  ])
  if (!isListed && parts.length > mostParts) lines.push(`and ${parts.length - mostParts} more`)
  const cause = causeOf(thrown)
  if (cause === undefined || path.includes(cause)) return lines
  const message = messageOf(cause)
  const isNew =
    !said.includes(message) && (textOf(cause, 'message') !== undefined || partsOf(cause).length === 0)
  return [
    ...lines,
    ...(isNew ? [`caused by: ${message.replaceAll('\n', '\n  ')}`] : []),
    ...originsOf(cause, `${said}\n${message}`, path),
  ]
}
