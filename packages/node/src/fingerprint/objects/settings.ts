import { heirsOf } from '../runtime/inspection.ts'
import { isNative } from '../runtime/native.ts'
import { tagOf } from './values.ts'

/** Instances of the runtime's classes that only know how they were made: their settings are all there is. */
export const settingsOf = (value: object): string | undefined => {
  if (value instanceof TextEncoder) return 'TextEncoder'
  if (value instanceof TextDecoder)
    return `TextDecoder ${JSON.stringify([value.encoding, value.fatal, value.ignoreBOM])}`
  const kind = tagOf(value)
  if (!kind.startsWith('Intl.')) return undefined
  if (value instanceof Intl.Locale) return `${kind} ${value.toString()}`
  const { resolvedOptions } = value as { readonly resolvedOptions?: unknown }
  if (!isNative(resolvedOptions)) return undefined
  return `${kind} ${JSON.stringify(Reflect.apply(resolvedOptions as () => object, value, []))}`
}

/** Objects that give a function with their settings inside, by the name of the getter. */
const givers: readonly (readonly [{ readonly prototype: object }, string])[] = [
  [Intl.Collator, 'compare'],
  [Intl.NumberFormat, 'format'],
  [Intl.DateTimeFormat, 'format'],
]

const known = new WeakMap<object, string>()

/** The settings inside a function that one of `Intl`'s objects gave, such as `new Intl.Collator('de').compare`. */
export const settingsBehind = (fn: object): string | undefined => {
  if (known.has(fn)) return known.get(fn)
  for (const [{ prototype }, getter] of givers) {
    const get = Object.getOwnPropertyDescriptor(prototype, getter)?.get
    for (const giver of get === undefined ? [] : heirsOf(prototype)) {
      const given = tryGet(get as () => unknown, giver as object)
      const settings = given === undefined ? undefined : settingsOf(giver as object)
      if (given !== undefined && settings !== undefined && !known.has(given)) known.set(given, settings)
    }
    const found = known.get(fn)
    if (found !== undefined) return found
  }
  return undefined
}

const tryGet = (get: () => unknown, giver: object): object | undefined => {
  try {
    const given = Reflect.apply(get, giver, [])
    return typeof given === 'function' ? given : undefined
  } catch {
    return undefined
  }
}
