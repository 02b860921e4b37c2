import type { Experiment } from '@stagewright/core'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'

const isExperiment = (value: unknown): value is Experiment =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'name') === 'string' &&
  typeof Reflect.get(value, 'params') === 'function' &&
  typeof Reflect.get(value, 'build') === 'function'

/** What a CommonJS module exports is one `default` deeper. */
const unwrap = (exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const inner = exports['default']
  const isNested = typeof inner === 'object' && inner !== null && Object.values(inner).some(isExperiment)
  return isNested && !isExperiment(inner) ? { ...exports, ...inner } : exports
}

/** The experiments that a module exports, by the names of the exports. */
export const experimentsOf = (
  exports: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Experiment> => {
  const all = new Map<string, Experiment>()
  for (const [key, value] of Object.entries(unwrap(exports))) if (isExperiment(value)) all.set(key, value)
  return all
}

/**
 * The experiment that a file exports: the one called `name` where a name is given (by the export or by itself), the
 * default export otherwise, or the only one.
 *
 * @throws UsageError that names those that are there
 */
export const chooseExperiment = (
  exports: Readonly<Record<string, unknown>>,
  file: string,
  name: string | undefined,
): Experiment => {
  const all = experimentsOf(exports)
  if (name !== undefined) {
    const found = all.get(name) ?? [...all.values()].find((experiment) => experiment.name === name)
    if (found !== undefined) return found
    const names = namesOf(all)
    throw new UsageError(
      `${file} has no experiment '${name}'.${suggest(name, names)} It has: ${names.join(', ') || 'none'}.`,
    )
  }
  const [only, ...others] = new Set(all.values())
  const chosen = all.get('default') ?? (others.length === 0 ? only : undefined)
  if (chosen !== undefined) return chosen
  if (all.size > 0)
    throw new UsageError(
      `${file} has several experiments and no default export. Choose one with --experiment: ${namesOf(all).join(', ')}.`,
    )
  const kind = 'default' in exports ? 'Its default export is not an experiment' : 'It has no default export'
  throw new UsageError(
    `${file} exports no experiment. ${kind}. Add: export default experiment({ name, params, build }).`,
  )
}

const namesOf = (all: ReadonlyMap<string, Experiment>): readonly string[] =>
  [...all].map(([key, { name }]) => (key === 'default' ? name : key))
