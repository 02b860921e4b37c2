import { Session } from 'node:inspector'
import { asArgument, type Answers, type RemoteObject } from './inspector-protocol.ts'

/** Where a function stands in its script, counted from 0. */
export interface Location {
  readonly scriptId: string
  readonly line: number
  readonly column: number
}

/** What the engine knows of a function besides its text. */
export interface Inspection {
  readonly location: Location | undefined
  /** The variables around it as they are now, innermost first, without the global ones; `undefined` if not asked for. */
  readonly scopes: readonly object[] | undefined
  /** The global object that it was made under; `undefined` where the scopes are. */
  readonly realm: object | undefined
  /** For what `bind` gave: the function, `this`, and the arguments. */
  readonly bound:
    { readonly target: unknown; readonly receiver: unknown; readonly args: readonly unknown[] } | undefined
}

export interface Script {
  readonly url: string
  readonly source: string
}

/** A private field, under its name as `#name`. */
export interface PrivateField {
  readonly name: string
  readonly value: unknown
}

/** The object that carries values from this code to the inspector and back. */
interface Desk {
  subject: unknown
  taken: unknown[]
}

const deskName = Symbol.for('stagewright.fingerprint.desk')
const deskExpression = `process.getBuiltinModule('node:inspector').Session[Symbol.for('stagewright.fingerprint.desk')]`
const group = 'stagewright'

const takeSubject = 'function () { return this.subject }'
const takeScopes = `function (scopes) {
  this.taken = []
  for (let index = 0; index in scopes; index++) this.taken.push(scopes[index].object)
}`
const takeArguments = 'function (...values) { this.taken = values }'
const takeAll = 'function (values) { this.taken = values }'

const openInspector = () => {
  const desk: Desk = { subject: undefined, taken: [] }
  Object.defineProperty(Session, deskName, { value: desk, configurable: true })
  const session = new Session()
  session.connect()

  const post = <Method extends keyof Answers>(method: Method, parameters: object = {}): Answers[Method] => {
    let failure: Error | null = null
    let answer: unknown
    session.post(method, parameters, (error: Error | null, result: unknown) => {
      failure = error
      answer = result
    })
    if (failure !== null) throw failure as Error
    return answer as Answers[Method]
  }

  const deskId = post('Runtime.evaluate', { expression: deskExpression }).result.objectId

  const take = (functionDeclaration: string, values: readonly RemoteObject[]): unknown[] => {
    post('Runtime.callFunctionOn', {
      objectId: deskId,
      functionDeclaration,
      arguments: values.map(asArgument),
      objectGroup: group,
    })
    const taken = desk.taken
    desk.taken = []
    return taken
  }

  const propertiesOf = (subject: object): Answers['Runtime.getProperties'] => {
    desk.subject = subject
    const { result } = post('Runtime.callFunctionOn', {
      objectId: deskId,
      functionDeclaration: takeSubject,
      objectGroup: group,
    })
    return post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true })
  }

  const leave = (): void => {
    desk.subject = undefined
    post('Runtime.releaseObjectGroup', { objectGroup: group })
  }

  const privatesOf = (subject: object): PrivateField[] => {
    try {
      const { privateProperties = [] } = propertiesOf(subject)
      const fields = privateProperties.filter(({ value }) => value !== undefined)
      if (fields.length === 0) return []
      const values = take(
        takeArguments,
        fields.map(({ value }) => value ?? {}),
      )
      return fields.map(({ name }, index) => ({ name, value: values[index] }))
    } finally {
      leave()
    }
  }

  const heirsOf = (prototype: object): unknown[] => {
    desk.subject = prototype
    try {
      const { result } = post('Runtime.callFunctionOn', {
        objectId: deskId,
        functionDeclaration: takeSubject,
        objectGroup: group,
      })
      const { objects } = post('Runtime.queryObjects', {
        prototypeObjectId: result.objectId,
        objectGroup: group,
      })
      return take(takeAll, [objects])
    } finally {
      leave()
    }
  }

  const inspect = (fn: object, needsScopes: (location: Location) => boolean): Inspection => {
    try {
      const { internalProperties = [] } = propertiesOf(fn)
      const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value
      const place = internal('[[FunctionLocation]]')?.value as
        { scriptId: string; lineNumber: number; columnNumber: number } | undefined
      const scopes = internal('[[Scopes]]')
      const target = internal('[[TargetFunction]]')
      const bound = target && [target, internal('[[BoundThis]]') ?? {}, internal('[[BoundArgs]]') ?? {}]
      const [boundTo, receiver, args] = bound === undefined ? [] : take(takeArguments, bound)
      const location = place && {
        scriptId: place.scriptId,
        line: place.lineNumber,
        column: place.columnNumber,
      }
      const wanted = scopes !== undefined && location !== undefined && needsScopes(location)
      // The last scope is the realm's global object: those names count by name only, unless the program defined them.
      const taken = wanted ? (take(takeScopes, [scopes]) as object[]) : undefined
      return {
        location,
        scopes: taken?.slice(0, -1),
        realm: taken?.at(-1),
        bound: bound && { target: boundTo, receiver, args: args as unknown[] },
      }
    } finally {
      leave()
    }
  }

  const urls = new Map<string, string>()
  const idsByUrl = new Map<string, string>()
  let listening = false
  session.on('Debugger.scriptParsed', ({ params }: { params: { scriptId: string; url: string } }) => {
    urls.set(params.scriptId, params.url)
    if (params.url.startsWith('file:')) idsByUrl.set(params.url, params.scriptId)
  })

  /** Scripts are announced only while the debugger domain is enabled, which lasts until the caller's turn ends. */
  const script = (scriptId: string): Script | undefined => {
    if (!listening) {
      post('Debugger.enable')
      listening = true
      queueMicrotask(() => {
        listening = false
        post('Debugger.disable')
      })
    }
    const url = urls.get(scriptId)
    const source = url === undefined ? undefined : post('Debugger.getScriptSource', { scriptId }).scriptSource
    return url === undefined || source === undefined ? undefined : { url, source }
  }

  return { inspect, privatesOf, heirsOf, script, idOf: (url: string) => idsByUrl.get(url) }
}

type Inspector = ReturnType<typeof openInspector>

let inspector: Inspector | 'none' | undefined

/** Node may be built without an inspector, or run without the permission to use it. */
const present = (): Inspector | undefined => {
  if (inspector === undefined)
    try {
      inspector = openInspector()
    } catch {
      inspector = 'none'
    }
  return inspector === 'none' ? undefined : inspector
}

/** Whether captured variables can be seen at all. */
export const canInspect = (): boolean => present() !== undefined

const unseen: Inspection = { location: undefined, scopes: undefined, realm: undefined, bound: undefined }

/** What the engine knows of a function; its scopes only if `needsScopes`, since they are copied variable by variable. */
export const inspectFunction = (fn: object, needsScopes: (location: Location) => boolean): Inspection =>
  present()?.inspect(fn, needsScopes) ?? unseen

/** What the private fields of an object hold, in the order in which they were declared. */
export const privatesOf = (subject: object): readonly PrivateField[] => present()?.privatesOf(subject) ?? []

/** Every object in memory that inherits from a prototype. It takes a look at all of them: ask rarely. */
export const heirsOf = (prototype: object): readonly unknown[] => present()?.heirsOf(prototype) ?? []

export const scriptOf = (scriptId: string): Script | undefined => present()?.script(scriptId)

/** The script that was last loaded from an address, as far as the inspector was told. */
export const scriptIdOf = (url: string): string | undefined => present()?.idOf(url)
