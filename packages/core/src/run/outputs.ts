import { OutputSignatureError, type Place } from '../errors/index.ts'
import type { Definition } from '../graph/application.ts'
import { isPlainObject } from '../values/encode.ts'
import { oneShot } from './one-shot.ts'

/**
 * What a function returned, by output name.
 *
 * @throws OutputSignatureError when it is not exactly what the stage declares
 */
export const outputsOf = (
  definition: Definition,
  record: string,
  returned: unknown,
): ReadonlyMap<string, unknown> => {
  const declared = definition.outputNames
  const place = { stage: definition.name, record }
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
  if (values.size === declared.length && Object.keys(returned).length === values.size) {
    for (const { name, cacher } of definition.outputs)
      if (cacher?.reloads !== true) refuseOneShots(values.get(name), { ...place, artifact: name })
    return values
  }
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

/** A value, and what is directly in it, must be there for everyone who needs it. */
const refuseOneShots = (value: unknown, place: Place & { readonly artifact: string }): void => {
  if (typeof value !== 'object' || value === null) return
  const parts = Array.isArray(value) || isPlainObject(value) ? Object.values(value) : []
  for (const part of [value, ...parts]) {
    const what = oneShot(part)
    if (what === undefined) continue
    throw new OutputSignatureError(
      place,
      `its function returned ${what} ${part === value ? 'as' : 'in'} '${place.artifact}', which can be gone through only once. Return an array, or use a cacher for streams, such as ndjsonStream().`,
    )
  }
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
