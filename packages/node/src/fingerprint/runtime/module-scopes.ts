import { isTopLevelFunction } from './declarations.ts'
import type { Location } from './inspection.ts'

/** The variables of one running copy of a module, as they were when one of its functions was looked at. */
export interface ModuleScope {
  readonly scriptId: string
  readonly scopes: readonly object[]
  /** The global object that the copy runs under. */
  readonly realm: object | undefined
}

/** A function may also be a variable of the modules that import it, so it has one entry for each script. */
const scopesByFunction = new WeakMap<object, ModuleScope[]>()

/** Whether a scope holds a name, also one that is not initialised yet. */
export const holds = (scope: object, name: string): boolean => {
  try {
    return Object.hasOwn(scope, name)
  } catch {
    return true
  }
}

/** The value of a name; `undefined` also while it is not initialised. */
export const valueIn = (scope: object, name: string): unknown => {
  try {
    return (scope as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}

/**
 * Keeps a copy of a module's variables for its other functions, because copying them again for each function would take
 * quadratic time. That a function is of the same running copy is known by its being the value of one of the variables.
 */
export const keepModuleScope = (
  location: Location,
  scopes: readonly object[],
  realm: object | undefined,
): void => {
  if (!isTopLevelFunction(location)) return
  const kept: ModuleScope = { scriptId: location.scriptId, scopes, realm }
  for (const scope of scopes)
    for (const name of Object.keys(scope)) {
      const value = valueIn(scope, name)
      if (typeof value !== 'function') continue
      const others = scopesByFunction.get(value)?.filter(({ scriptId }) => scriptId !== kept.scriptId) ?? []
      scopesByFunction.set(value, [...others, kept])
    }
}

/** The copy of the variables of the module that declares a function, if it was kept. */
export const moduleScopeOf = (fn: object, location: Location): ModuleScope | undefined =>
  scopesByFunction.get(fn)?.find(({ scriptId }) => scriptId === location.scriptId)
