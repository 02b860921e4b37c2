import type { Binding, ImportSource } from '../syntax/scope.ts'
import { isAlias } from '../packages/aliases.ts'
import { canonicalOf, type Canonical } from '../syntax/canonical.ts'
import { declarationAt, isExportAssignedLater, isFixed, isTopLevel, urlOf } from './declarations.ts'
import {
  exporterOf,
  isExportAssignedLaterIn,
  isNamespaceMemberMutable,
  type ImportedHere,
} from './exporters.ts'
import { inspectFunction, type Inspection, type Location } from './inspection.ts'
import { holds, keepModuleScope, moduleScopeOf, valueIn } from './module-scopes.ts'
import { packageOfImport, packageOfScript, type PackageIdentity } from '../packages/packages.ts'

/** A variable that a function captured. */
export type Capture =
  | {
      readonly is: 'value'
      readonly value: unknown
      /** Whether some function may assign it after the module has run. */
      readonly mutable: boolean
      /** The declaration that tells one mutable variable from another. */
      readonly binding?: object
      /** For a whole module: where it comes from. */
      readonly module?: ImportedHere
      /** Whether it belongs to a module itself, and not to a call of one of its functions. */
      readonly topLevel: boolean
    }
  | { readonly is: 'package'; readonly source: ImportSource; readonly origin: PackageIdentity }
  | {
      readonly is: 'global'
      /** The global object that the function was made under, where the engine shows it. */
      readonly realm?: object
    }
  /** Declared around the function, and yet not in what the engine shows. */
  | { readonly is: 'hidden' }

/** What one function object is: its text, where it stands, and what it captured. */
export interface Facts {
  readonly canonical: Canonical | undefined
  readonly text: string
  /** The package that the function stands in; `undefined` for the user's own code. */
  readonly package: () => PackageIdentity | undefined
  readonly bound: () => Inspection['bound']
  readonly capture: (name: string) => Capture
  /** The declaration of a variable, which tells it from others. */
  readonly bindingOf: (name: string) => object | undefined
  /** The package that a specifier names where the function stands; `undefined` for the user's own modules. */
  readonly packageOf: (specifier: string) => PackageIdentity | undefined
  /** Whether an export may be assigned later, seen through `exports` or through a variable that holds its module. */
  readonly isExportMutable: (holder: string, name: string) => boolean
  /** Forgets what may have changed since the last look. */
  readonly refresh: () => void
}

interface Known {
  readonly capture: Capture
  /** Whether it stays as it is for the rest of the process. */
  readonly settled: boolean
}

/** What every module of CommonJS is given, and does not change in practice. */
const moduleNames = new Set(['exports', 'module', 'require', '__filename', '__dirname'])

const textOf = (fn: object): string => {
  try {
    return Function.prototype.toString.call(fn)
  } catch {
    return ''
  }
}

/** The declaration that decides whether an import or a variable can change; `undefined` where it is unknown. */
const deciding = (declaration: Binding, importer: string): Binding | undefined =>
  declaration.kind === 'import' && declaration.source !== undefined
    ? exporterOf({ ...declaration.source, importer })
    : declaration

const readFacts = (fn: object): Facts => {
  let scopes: readonly object[] | undefined
  let realm: object | undefined
  let seen: Inspection | undefined
  const known = new Map<string, Known>()
  const text = textOf(fn)
  const canonical = canonicalOf(text)

  const inspect = (needsScopes: (location: Location) => boolean): Inspection => {
    const inspection = inspectFunction(fn, needsScopes)
    if (inspection.scopes !== undefined && inspection.location !== undefined) {
      scopes = inspection.scopes
      realm = inspection.realm
      keepModuleScope(inspection.location, scopes, inspection.realm)
    }
    return (seen = inspection)
  }
  const inspected = (): Inspection => seen ?? inspect((location) => moduleScopeOf(fn, location) === undefined)
  const scopesNow = (): readonly object[] => scopes ?? inspect(() => true).scopes ?? []

  const look = (name: string): Known => {
    const { location } = inspected()
    if (location === undefined) return { capture: { is: 'global' }, settled: true }
    const declaration = declarationAt({ ...location, isOfClass: canonical?.kind === 'class' }, name)
    const copy = moduleScopeOf(fn, location)
    const kept = copy?.scopes
    if (declaration === undefined) {
      const isOfCall = name === 'arguments'
      const among = isOfCall ? scopesNow() : (kept ?? scopesNow())
      const scope = among.find((candidate) => holds(candidate, name))
      if (scope === undefined && isOfCall) return { capture: { is: 'hidden' }, settled: false }
      if (scope === undefined) {
        const under = copy?.realm ?? realm
        return { capture: { is: 'global', ...(under && { realm: under }) }, settled: kept !== undefined }
      }
      const value = valueIn(
        moduleNames.has(name) ? scope : (scopesNow().find((at) => holds(at, name)) ?? scope),
        name,
      )
      return {
        capture: { is: 'value', value, mutable: false, topLevel: !isOfCall },
        settled: moduleNames.has(name),
      }
    }
    const importer = urlOf(location)
    const { source } = declaration
    const origin = source && packageOfImport(source.specifier, importer)
    const search = (among: readonly object[]) => among.find((candidate) => holds(candidate, name))
    const valueNow = (): unknown => {
      const scope = search(kept ?? scopesNow())
      return scope && valueIn(scope, name)
    }
    if (source !== undefined && origin !== undefined && !isAlias(origin, source, importer, valueNow))
      return { capture: { is: 'package', source, origin }, settled: true }
    const decides = deciding(declaration, importer)
    const fixed = decides !== undefined && isFixed(decides)
    const atHand = fixed && declaration.home.parent === undefined ? kept : undefined
    let scope = atHand && search(atHand)
    if (scope === undefined || valueIn(scope, name) === undefined) scope = search(scopesNow())
    if (scope === undefined) return { capture: { is: 'hidden' }, settled: false }
    const value = valueIn(scope, name)
    const mutable = decides?.assignedLater ?? false
    const module = source !== undefined && source.imported === undefined ? { ...source, importer } : undefined
    return {
      capture: {
        is: 'value',
        value,
        mutable,
        topLevel: isTopLevel(declaration),
        ...(mutable && decides && { binding: decides }),
        ...(module && { module }),
      },
      settled: fixed && value !== undefined,
    }
  }

  return {
    text,
    canonical,
    package: () => {
      const { location } = inspected()
      return location && packageOfScript(urlOf(location))
    },
    bound: () => inspected().bound,
    capture: (name) => {
      let found = known.get(name)
      if (found === undefined) known.set(name, (found = look(name)))
      return found.capture
    },
    bindingOf: (name) => {
      const { location } = inspected()
      const declaration =
        location && declarationAt({ ...location, isOfClass: canonical?.kind === 'class' }, name)
      return declaration && (deciding(declaration, urlOf(location)) ?? declaration)
    },
    packageOf: (specifier) => {
      const { location } = inspected()
      return location && packageOfImport(specifier, urlOf(location))
    },
    isExportMutable: (holder, name) => {
      const { location } = inspected()
      if (holder === 'exports') return location !== undefined && isExportAssignedLater(location, name)
      const capture = known.get(holder)?.capture
      if (capture?.is !== 'value' || capture.module === undefined) return false
      return isExportAssignedLaterIn(capture.module, name) || isNamespaceMemberMutable(capture.module, name)
    },
    refresh: () => {
      scopes = undefined
      for (const [name, { settled }] of known) if (!settled) known.delete(name)
    },
  }
}

const factsByFunction = new WeakMap<object, Facts>()

/** What is known of a function object. Its text is read once; captured variables that may change, in every turn again. */
export const factsOf = (fn: object): Facts => {
  let facts = factsByFunction.get(fn)
  if (facts === undefined) factsByFunction.set(fn, (facts = readFacts(fn)))
  return facts
}
