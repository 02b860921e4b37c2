import type { AnyCacher } from '../types/list-cacher.ts'
import {
  CachersMismatchError,
  EmptyCachersError,
  InputSignatureError,
  InvalidArgumentError,
  OutputSignatureError,
  UnnamedStageError,
} from '../errors/index.ts'
import { checkKeys } from '../errors/check-keys.ts'
import type { Definition, OutputDeclaration } from './application.ts'
import { isLazyMark, type LazyMark } from './lazy.ts'

/** A specification as it comes in, whatever its types said. */
export interface LooseSpec {
  readonly inputs?: readonly string[]
  readonly outputs?: readonly (string | LazyMark)[]
  readonly cachers?: readonly AnyCacher[]
  readonly name?: string
  readonly version?: string | number
  readonly deps?: readonly unknown[]
  readonly suppressMissingInputs?: boolean
  readonly retries?: number
  readonly timeoutMs?: number
  readonly needs?: Readonly<Record<string, number>>
  readonly runs?: 'here' | 'anywhere'
}

const specKeys: readonly (keyof LooseSpec)[] = [
  'inputs',
  'outputs',
  'cachers',
  'name',
  'version',
  'deps',
  'suppressMissingInputs',
  'retries',
  'timeoutMs',
  'needs',
  'runs',
]

/**
 * Checks a specification and its function, for callers whose compiler did not.
 *
 * @throws InputSignatureError, OutputSignatureError, CachersMismatchError, EmptyCachersError, UnnamedStageError,
 *   InvalidArgumentError
 */
export const define = (
  kind: Definition['kind'],
  spec: LooseSpec,
  fn: (...args: never) => unknown,
): Definition => {
  if (typeof fn !== 'function')
    throw new InvalidArgumentError(`${kind}(spec) takes a function, and got ${typeof fn}.`)
  const name = spec.name ?? fn.name
  if (name === '') throw new UnnamedStageError()
  checkKeys(`The specification of ${kind} '${name}'`, spec, specKeys, { stage: name })
  const inputs = spec.inputs ?? []
  checkNames(inputs, (problem) => new InputSignatureError({ stage: name }, problem), 'input')
  const outputs = outputsOf(name, spec)
  return {
    kind,
    name,
    inputs,
    outputs,
    outputNames: outputs.map((output) => output.name),
    version: spec.version === undefined ? undefined : String(spec.version),
    deps: spec.deps ?? [],
    suppressMissingInputs: kind === 'aggregate' || spec.suppressMissingInputs === true,
    retries: count(name, 'retries', spec.retries, 0) ?? 0,
    timeoutMs: count(name, 'timeoutMs', spec.timeoutMs, 1),
    needs: needsOf(name, spec.needs),
    runs: placeOf(name, spec.runs),
    fn,
  }
}

const needsOf = (stage: string, needs: LooseSpec['needs']): Readonly<Record<string, number>> | undefined => {
  if (needs === undefined) return undefined
  if (typeof needs !== 'object' || needs === null || Array.isArray(needs))
    throw new InvalidArgumentError(
      `Stage '${stage}': 'needs' is an object of resources, such as { gpu: 1 }.`,
      { stage },
    )
  for (const [name, units] of Object.entries(needs)) count(stage, `needs.${name}`, units, 1)
  return Object.keys(needs).length === 0 ? undefined : { ...needs }
}

const placeOf = (stage: string, runs: LooseSpec['runs'] = 'anywhere'): Definition['runs'] => {
  if (runs === 'here' || runs === 'anywhere') return runs
  throw new InvalidArgumentError(
    `Stage '${stage}': 'runs' is 'here' or 'anywhere', and not ${JSON.stringify(runs)}.`,
    { stage },
  )
}

const outputsOf = (stage: string, spec: LooseSpec): readonly OutputDeclaration[] => {
  const declared = spec.outputs ?? []
  const names = declared.map((output) => (isLazyMark(output) ? output.name : output))
  checkNames(names, (problem) => new OutputSignatureError({ stage }, problem), 'output')
  const { cachers } = spec
  if (cachers !== undefined && cachers.length === 0) throw new EmptyCachersError(stage)
  if (cachers !== undefined && cachers.length !== declared.length)
    throw new CachersMismatchError(stage, names, cachers.length)
  return declared.map((output, index) => {
    const name = names[index] ?? ''
    const cacher = cachers?.[index]
    if (cachers !== undefined) checkCacher(stage, name, cacher)
    if (!isLazyMark(output)) return { name, lazy: false, resolve: true, cacher }
    if (cacher === undefined)
      throw new OutputSignatureError(
        { stage, artifact: name },
        `the lazy output '${name}' has no cacher to load it from. Add 'cachers', or declare '${name}' without lazy().`,
      )
    return { name, lazy: true, resolve: output.resolve, cacher }
  })
}

const checkCacher = (stage: string, output: string, cacher: AnyCacher | undefined): void => {
  if (isCacher(cacher) && (cacher.reads ?? []).every(isCacher)) return
  const hint = typeof cacher === 'function' ? ' Call it: json(), not json.' : ''
  throw new InvalidArgumentError(
    `Stage '${stage}': the cacher of output '${output}' is not a cacher (it needs format, extension, via, save and load).${hint}`,
    { stage, artifact: output },
  )
}

const isCacher = (cacher: AnyCacher | undefined): cacher is AnyCacher =>
  isWhole(cacher) || (isObject(cacher) && cacher.via === 'list' && isCacher(cacher.item))

const isObject = (cacher: AnyCacher | undefined): cacher is AnyCacher =>
  typeof cacher === 'object' && cacher !== null

const isWhole = (cacher: AnyCacher | undefined): boolean =>
  isObject(cacher) &&
  typeof cacher.format === 'string' &&
  typeof cacher.save === 'function' &&
  typeof cacher.load === 'function' &&
  ['bytes', 'stream', 'path'].includes(cacher.via)

const checkNames = (names: readonly string[], error: (problem: string) => Error, what: string): void => {
  const odd = names.find((name) => typeof name !== 'string' || name === '')
  if (odd !== undefined)
    throw error(`an ${what}'s name must be a text that is not empty, and one is ${JSON.stringify(odd)}.`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw error(`the ${what} '${twice}' is declared twice.`)
}

const count = (
  stage: string,
  option: string,
  value: number | undefined,
  least: number,
): number | undefined => {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return value
  throw new InvalidArgumentError(
    `Stage '${stage}': '${option}' must be a whole number from ${least}, and is ${value}.`,
    { stage },
  )
}
