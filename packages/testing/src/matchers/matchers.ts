import { type Fate, type Fated, stepsThat } from './fate.ts'
import type { StageMatchers } from './typed-matchers.ts'

/** What a matcher says, as jest and vitest take it. */
export interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

type Matcher = (received: unknown, names: readonly string[]) => Verdict

type MatcherName = keyof StageMatchers<void, unknown>

/** What each matcher looks for. */
const fates: Readonly<Record<MatcherName, Fate>> = {
  toRun: 'run',
  toMaybeRun: 'maybe',
  toReuse: 'reuse',
  toSkip: 'skip',
  toHaveRun: 'ran',
  toHaveReused: 'reused',
  toHaveSkipped: 'skipped',
  toHaveFailed: 'failed',
  toHaveBeenBlocked: 'blocked',
}

const sentences: Readonly<Record<Fate, string>> = {
  run: 'to run',
  maybe: 'to run only if an input changes',
  reuse: 'to be reused',
  skip: 'to be skipped',
  ran: 'to have run',
  reused: 'to have been reused',
  skipped: 'to have been skipped',
  failed: 'to have failed',
  blocked: 'to have been blocked',
}

const matcherFor =
  (name: MatcherName): Matcher =>
  (received, names) => {
    const fate = fates[name]
    const fated = checked(name, received, names)
    const found = stepsThat(fated, fate)
    const unexpected = found.filter(({ id, stage }) => !names.includes(stage) && !names.includes(id))
    const absent = names.filter((one) => !found.some(({ id, stage }) => one === stage || one === id))
    const expected =
      names.length === 0 ? `no step ${sentences[fate]}` : `${names.join(', ')} ${sentences[fate]}`
    return {
      pass: unexpected.length === 0 && absent.length === 0,
      message: () =>
        unexpected.length === 0 && absent.length === 0
          ? `Expected other than ${expected}, and no other step.`
          : [
              `Expected ${expected}, and no other step.`,
              ...unexpected.map(({ id, explanation }) => `  unexpected: ${id} (${explanation})`),
              ...absent.map((one) => `  missing: ${one} (${whatOf(fated, one)})`),
            ].join('\n'),
    }
  }

const whatOf = ({ steps }: Fated, name: string): string => {
  const same = steps.filter(({ id, stage }) => name === stage || name === id)
  if (same.length === 0) return absenceOf(steps, name)
  const told = same.map(({ decision, outcome, explanation }) => `${outcome ?? decision}: ${explanation}`)
  return [...new Set(told)].join('; ')
}

/** esbuild, and so vitest, turns `const fit = stage(...)(function fit() {})` into a function called `fit2`. */
const absenceOf = (steps: Fated['steps'], name: string): string => {
  const renamed = steps.find(({ stage }) => stage.startsWith(name) && /^\d+$/u.test(stage.slice(name.length)))
  return renamed === undefined
    ? 'there is no such step'
    : `there is no such step, but '${renamed.stage}': if a compiler renamed its function, give the stage a 'name'`
}

/** Callers without types may give anything. */
const checked = (matcher: MatcherName, received: unknown, names: unknown): Fated => {
  if (!Array.isArray(names))
    throw new TypeError(`${matcher}(names) takes a list of stages, such as ['fit'] or ['fit@small'].`)
  if (!isFated(received))
    throw new TypeError(`${matcher} looks at a plan or a result. Await plan(...) or run(...) first.`)
  const isResult = received.steps.some(({ outcome }) => outcome !== undefined)
  if (received.steps.length > 0 && isResult !== matcher.startsWith('toHave'))
    throw new TypeError(
      isResult
        ? `${matcher} looks at a plan, and got a result.`
        : `${matcher} looks at a result, and got a plan.`,
    )
  return received
}

const isFated = (value: unknown): value is Fated =>
  typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps)

/** The matchers as functions, for `expect.extend(matchers)`. */
export const matchers: Readonly<Record<MatcherName, Matcher>> = {
  toRun: matcherFor('toRun'),
  toMaybeRun: matcherFor('toMaybeRun'),
  toReuse: matcherFor('toReuse'),
  toSkip: matcherFor('toSkip'),
  toHaveRun: matcherFor('toHaveRun'),
  toHaveReused: matcherFor('toHaveReused'),
  toHaveSkipped: matcherFor('toHaveSkipped'),
  toHaveFailed: matcherFor('toHaveFailed'),
  toHaveBeenBlocked: matcherFor('toHaveBeenBlocked'),
}
