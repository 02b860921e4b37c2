import type { RunDocument, StepDocument, StepOutcome } from './run-document.ts'
import type { RunLine } from './run-line.ts'

const none: RunDocument['counts'] = {
  ran: 0,
  reused: 0,
  skipped: 0,
  failed: 0,
  blocked: 0,
  waiting: 0,
  running: 0,
  left: 0,
} satisfies Record<StepOutcome, 0>

/**
 * A run's document that was read from a file; `undefined` for what is none, or is another run's. Whatever pages and lists
 * look at without asking is looked at here: a file that somebody else wrote must not take them down.
 */
export const asDocument = (value: unknown, run: string): RunDocument | undefined => {
  if (!isObject(value)) return undefined
  const { format, version, counts, steps, startedAt, durationMs, environment, codes } = value
  const isOne =
    format === 'stagewright-run' &&
    version === 1 &&
    value['run'] === run &&
    ['experiment', 'file', 'store', 'status'].every((name) => typeof value[name] === 'string') &&
    isNumber(startedAt) &&
    isNumber(durationMs) &&
    isObject(counts) &&
    Object.values(counts).every(isNumber) &&
    isObject(environment) &&
    isObject(environment['versions']) &&
    isObject(codes) &&
    Array.isArray(value['reproduce']) &&
    Array.isArray(value['warnings']) &&
    value['warnings'].every(isObject) &&
    Array.isArray(steps) &&
    steps.every(isStep)
  if (!isOne) return undefined
  // All that was looked at is as the type has it; earlier documents count fewer outcomes.
  const document = value as unknown as RunDocument
  return { ...document, counts: { ...none, ...document.counts } }
}

/** A run's line that was read from a file; `undefined` for what is none, or is another run's. */
export const asLine = (text: string, run: string): RunLine | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value)) return undefined
    const { counts, startedAt, durationMs, savedMs, bytes, metrics } = value
    const isOne =
      value['run'] === run &&
      ['experiment', 'file', 'status'].every((name) => typeof value[name] === 'string') &&
      [startedAt, durationMs, savedMs, bytes].every(isNumber) &&
      isObject(counts) &&
      Object.values(counts).every(isNumber) &&
      Array.isArray(metrics) &&
      metrics.every(isMetric)
    // All that was looked at is as the type has it.
    return isOne ? (value as unknown as RunLine) : undefined
  } catch {
    return undefined
  }
}

const isMetric = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['name'] === 'string' &&
  ['min', 'max', 'mean'].every((name) => isNumber(value[name])) &&
  Object.values(value['records'] ?? {}).every(isNumber)

const isStep = (value: unknown): value is StepDocument =>
  isObject(value) &&
  ['id', 'stage', 'record', 'explanation'].every((name) => typeof value[name] === 'string') &&
  isObject(value['reason']) &&
  typeof value['outcome'] === 'string' &&
  Object.hasOwn(none, value['outcome']) &&
  ['dependsOn', 'inputs', 'outputs'].every((name) => Array.isArray(value[name]))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isNumber = (value: unknown): value is number => typeof value === 'number'
