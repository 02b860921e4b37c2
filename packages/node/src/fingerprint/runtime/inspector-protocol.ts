/** A value as the inspector speaks of it. */
export interface RemoteObject {
  readonly objectId?: string
  readonly description?: string
  readonly value?: unknown
  /** A number or bigint that JSON cannot hold. */
  readonly unserializableValue?: string
}

export interface Property {
  readonly name: string
  readonly value?: RemoteObject
}

/** The protocol's methods that are used, and what of their answers is. */
export interface Answers {
  readonly 'Runtime.evaluate': { readonly result: RemoteObject }
  readonly 'Runtime.callFunctionOn': { readonly result: RemoteObject }
  readonly 'Runtime.getProperties': {
    readonly internalProperties?: readonly Property[]
    readonly privateProperties?: readonly Property[]
  }
  readonly 'Runtime.queryObjects': { readonly objects: RemoteObject }
  readonly 'Runtime.releaseObjectGroup': object
  readonly 'Debugger.enable': object
  readonly 'Debugger.disable': object
  readonly 'Debugger.getScriptSource': { readonly scriptSource: string }
}

/** A value as an argument of a call. */
export const asArgument = ({ objectId, value, unserializableValue }: RemoteObject): RemoteObject =>
  objectId !== undefined
    ? { objectId }
    : unserializableValue === undefined
      ? { value }
      : { unserializableValue }
