import { isTopLevel, declarationAt, isExportAssignedLater, urlOf } from './declarations.ts'
import type { ImportSource } from './bindings.ts'
import { canonicalOf, type Canonical } from './canonical.ts'
import { inspectFunction, type Inspection } from './inspection.ts'
import { exporterOf } from './exporters.ts'
import { packageOfScript, type PackageIdentity } from './packages.ts'

/** A variable that a function captured. */
export interface Capture {
  readonly value: unknown
  /** What another module gives, and the file that imports it. */
  readonly source?: ImportSource & { readonly importer: string }
  /** Whether some function may assign it after the module has run. */
  readonly mutable: boolean
  /** Whether it belongs to a module itself, and not to a call of one of its functions. */
  readonly topLevel: boolean
}

/** What one function object is: its text, where it stands, and what it captured. */
export interface Facts {
  readonly canonical: Canonical | undefined
  readonly text: string
  readonly url: () => string
  readonly package: () => PackageIdentity | undefined
  readonly bound: () => Inspection['bound']
  /** `undefined` for a name that no scope around the function holds: a global. */
  readonly capture: (name: string) => Capture | undefined
  /** Whether the script declares a name around the function that no scope holds. */
  readonly isHidden: (name: string) => boolean
  readonly isExportMutable: (name: string) => boolean
  /** Forgets what may have changed since the last look. */
  readonly refresh: () => void
}

interface Known {
  readonly capture: Capture | undefined
  readonly settled: boolean
}

const moduleNames = new Set(['exports', 'module', 'require', '__filename', '__dirname'])

const holds = (scope: object, name: string): boolean => {
  try {
    return Object.hasOwn(scope, name)
  } catch {
    return true
  }
}

const valueIn = (scope: object, name: string): unknown => {
  try {
    return (scope as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}

const textOf = (fn: object): string => {
  try {
    return Function.prototype.toString.call(fn)
  } catch {
    return ''
  }
}

const readFacts = (fn: object): Facts => {
  let inspection: Inspection | undefined
  let stale = true
  const known = new Map<string, Known>()
  const inspect = (): Inspection => {
    if (inspection === undefined || stale) inspection = inspectFunction(fn)
    stale = false
    return inspection
  }
  const location = () => (inspection ?? inspect()).location
  const url = () => {
    const place = location()
    return place === undefined ? '' : urlOf(place)
  }

  const look = (name: string): Known => {
    const scope = inspect().scopes.find((candidate) => holds(candidate, name))
    const place = location()
    if (scope === undefined || place === undefined) return { capture: undefined, settled: true }
    const value = valueIn(scope, name)
    const declaration = declarationAt(place, name)
    if (declaration === undefined)
      return { capture: { value, mutable: false, topLevel: true }, settled: moduleNames.has(name) }
    const source = declaration.source && { ...declaration.source, importer: url() }
    const given = declaration.kind === 'import' && source !== undefined ? exporterOf(source) : declaration
    const mutable = given?.assignedLater ?? false
    const fixed = given !== undefined && given.assigned === 0 && given.initialised === 1
    const capture = { value, mutable, topLevel: isTopLevel(declaration), ...(source && { source }) }
    return { capture, settled: fixed && value !== undefined }
  }

  const text = textOf(fn)
  return {
    text,
    canonical: canonicalOf(text),
    url,
    package: () => packageOfScript(url()),
    bound: () => inspect().bound,
    capture: (name) => {
      let found = known.get(name)
      if (found === undefined) known.set(name, (found = look(name)))
      return found.capture
    },
    isHidden: (name) => {
      const place = location()
      return place !== undefined && declarationAt(place, name) !== undefined
    },
    isExportMutable: (name) => {
      const place = location()
      return place !== undefined && isExportAssignedLater(place, name)
    },
    refresh: () => {
      stale = true
      for (const [name, { settled }] of known) if (!settled) known.delete(name)
    },
  }
}

const factsByFunction = new WeakMap<object, Facts>()

/** What is known of a function object. Its text is read once; captured variables that may change are read in each turn. */
export const factsOf = (fn: object): Facts => {
  let facts = factsByFunction.get(fn)
  if (facts === undefined) factsByFunction.set(fn, (facts = readFacts(fn)))
  return facts
}
