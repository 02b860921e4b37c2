import { analyseBindings, type Bindings } from '../syntax/bindings.ts'
import { classScopeAt, findBinding, scopeAt, type Binding, type Scope } from '../syntax/scope.ts'
import { scriptIdOf, scriptOf, type Location } from './inspection.ts'
import { parseScript } from '../syntax/syntax.ts'

/** Where a function stands; a class stands where its constructor does, and does not see what that declares. */
interface Place extends Location {
  readonly isOfClass?: boolean
}

interface AnalysedScript {
  readonly url: string
  /** Without the tree itself, which would take much memory; found when somebody asks, for a script may be long. */
  readonly bindings: () => Omit<Bindings, 'meaning' | 'variables'> | undefined
  readonly lineStarts: readonly number[]
  readonly scopes: Map<number, Scope>
}

const analysed = new Map<string, AnalysedScript | undefined>()

const startsOf = (source: string): number[] => {
  const starts = [0]
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

const bindingsOf = (source: string): ReturnType<AnalysedScript['bindings']> => {
  const tree = parseScript(source)
  if (tree === undefined) return undefined
  const { root, exported, exportsAssignedLater } = analyseBindings(tree)
  return { root, exported, exportsAssignedLater }
}

const once = <Result>(make: () => Result): (() => Result) => {
  let made: { readonly result: Result } | undefined
  return () => (made ??= { result: make() }).result
}

const analyse = (scriptId: string): AnalysedScript | undefined => {
  if (analysed.has(scriptId)) return analysed.get(scriptId)
  const script = scriptOf(scriptId)
  const result = script && {
    url: script.url,
    bindings: once(() => bindingsOf(script.source)),
    lineStarts: startsOf(script.source),
    scopes: new Map<number, Scope>(),
  }
  analysed.set(scriptId, result)
  return result
}

const scopeOf = (script: AnalysedScript, root: Scope, { line, column, isOfClass }: Place): Scope => {
  const position = (script.lineStarts[line] ?? 0) + column
  if (isOfClass) return classScopeAt(root, position)
  let scope = script.scopes.get(position)
  if (scope === undefined) script.scopes.set(position, (scope = scopeAt(root, position)))
  return scope
}

/** The address of the file that a function stands in; empty for code that was never in one. */
export const urlOf = (location: Location): string => analyse(location.scriptId)?.url ?? ''

/** The declaration that a name has at a place in a script, if the script holds one. */
export const declarationAt = (location: Place, name: string): Binding | undefined => {
  const script = analyse(location.scriptId)
  const root = script?.bindings()?.root
  return script && root && findBinding(scopeOf(script, root, location), name)
}

/** Whether a function is declared at the top level of its script, so that all it captured is of the script itself. */
export const isTopLevelFunction = (location: Location): boolean => {
  const script = analyse(location.scriptId)
  // Node's own modules stand in functions, and some are long.
  if (script === undefined || script.url.startsWith('node:')) return false
  const root = script.bindings()?.root
  return root !== undefined && scopeOf(script, root, location).owner.parent === root
}

/** Whether a script has one and the same value for a name from the time it has run. */
export const isFixed = (binding: Binding): boolean => binding.assigned === 0 && binding.initialised === 1

/** Whether a binding belongs to a module itself, and not to a call of one of its functions. */
export const isTopLevel = (binding: Binding): boolean => binding.home.owner.parent === undefined

/** Whether some function of the script assigns `exports.name`. */
export const isExportAssignedLater = (location: Location, name: string): boolean =>
  analyse(location.scriptId)?.bindings()?.exportsAssignedLater.has(name) ?? false

/** Whether some function of a loaded module of CommonJS assigns `exports.name`. */
export const isAssignedLaterIn = (url: string, name: string): boolean => {
  const scriptId = scriptIdOf(url)
  return scriptId !== undefined && (analyse(scriptId)?.bindings()?.exportsAssignedLater.has(name) ?? false)
}

/** The declaration that a loaded module exports under a name, if that module declares it itself. */
export const exportedFrom = (url: string, name: string): Binding | undefined => {
  const scriptId = scriptIdOf(url)
  const bindings = scriptId === undefined ? undefined : analyse(scriptId)?.bindings()
  const local = bindings?.exported.get(name)
  const binding = local === undefined ? undefined : bindings?.root.bindings.get(local)
  return binding?.kind === 'import' ? undefined : binding
}
