import { OutputSignatureError } from '../errors/index.ts'
import type { Step } from '../plan/step.ts'

/**
 * What a function returned, by output name.
 *
 * @throws OutputSignatureError when it is not exactly what the stage declares
 */
export const outputsOf = (step: Step, returned: unknown): ReadonlyMap<string, unknown> => {
  const { definition, subject } = step.application
  const declared = definition.outputNames
  const place = { stage: definition.name, record: subject.name }
  const isObject = typeof returned === 'object' && returned !== null && !Array.isArray(returned)
  if (declared.length === 0 && !isObject) return new Map()
  if (!isObject)
    throw new OutputSignatureError(
      place,
      `its function returned ${describe(returned)}. Return an object with ${list(declared)}.`,
    )
  const values = new Map<string, unknown>()
  for (const name of declared)
    if (Object.hasOwn(returned, name)) values.set(name, Reflect.get(returned, name))
  if (values.size === declared.length && Object.keys(returned).length === values.size) return values
  const missing = declared.filter((name) => !values.has(name))
  if (missing.length > 0)
    throw new OutputSignatureError(
      { ...place, artifact: missing[0] },
      `its function did not return ${list(missing)}, which it declares as output. Return it, or take it out of 'outputs'.`,
    )
  const extra = Object.keys(returned).filter((name) => !declared.includes(name))
  if (extra.length > 0)
    throw new OutputSignatureError(
      { ...place, artifact: extra[0] },
      `its function returned ${list(extra)}, which it does not declare. Add it to 'outputs', or do not return it.`,
    )
  return values
}

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

const describe = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'an array'
        : `a ${typeof value}`
