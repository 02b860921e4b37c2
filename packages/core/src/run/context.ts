import { InputSignatureError } from '../errors/index.ts'
import type { Definition, Subject } from '../graph/application.ts'
import type { Channel } from '../ports/executor.ts'
import type { FileReading, Fingerprinter } from '../ports/fingerprinter.ts'
import type { ReportNotes } from '../reports/notes.ts'
import { type Recorder, unreadable } from '../reads/recorder.ts'
import { makeView } from '../reads/view.ts'

/**
 * A record as functions see it: looking at its name or parameters is noted. A class, because an object literal with a
 * getter is slow and large.
 */
class RecordView {
  readonly params: object
  readonly #subject: Subject
  readonly #record: number
  readonly #recorder: Recorder

  constructor(subject: Subject, record: number, recorder: Recorder) {
    this.params = makeView(subject.params, (path, aspect) => recorder.param(record, path, aspect))
    this.#subject = subject
    this.#record = record
    this.#recorder = recorder
  }

  get name(): string {
    this.#recorder.name(this.#record)
    return this.#subject.name
  }
}

/** What functions may take out of their context and call by itself, so each is a property of its own. */
class CallContext extends RecordView {
  readonly signal: AbortSignal
  readonly log: Channel['log']
  readonly progress: Channel['progress']
  readonly report: (reportable: unknown) => void
  readonly file: (path: string) => string
  readonly env: (name: string) => string | undefined

  constructor(subject: Subject, recorder: Recorder, { fingerprinter, channel, notes }: Surroundings) {
    super(subject, 0, recorder)
    this.signal = channel.signal
    this.log = channel.log
    this.progress = channel.progress
    // V8 makes a function that is written where a property is set old at once, and with it all that the call held.
    const report = (reportable: unknown): void => channel.report(notes().note(reportable))
    const file = (path: string): string => {
      const reading = readFile(path, recorder, fingerprinter)
      recorder.file(path, reading?.digest, reading?.signature)
      return fingerprinter.locate?.(path) ?? path
    }
    const env = (name: string): string | undefined => {
      const reading = fingerprinter.env(name)
      recorder.env(name, reading?.digest)
      return reading?.value
    }
    this.report = report
    this.file = file
    this.env = env
  }
}

/** A function that goes on without a file that it could not read has seen that, too. */
const readFile = (
  path: string,
  recorder: Recorder,
  fingerprinter: Fingerprinter,
): FileReading | undefined => {
  try {
    return fingerprinter.file(path)
  } catch (error) {
    recorder.file(path, unreadable, undefined)
    throw error
  }
}

export interface Surroundings {
  readonly fingerprinter: Fingerprinter
  readonly channel: Channel
  /** Keeps what the function reports; made when it first does. */
  readonly notes: () => ReportNotes
}

/** The context of a call; what is read through it goes to the recorder. */
export const makeContext = (subject: Subject, recorder: Recorder, surroundings: Surroundings): object =>
  new CallContext(subject, recorder, surroundings)

/** One of the records that an aggregate is given. */
export const viewOf = (subject: Subject, record: number, recorder: Recorder): object =>
  new RecordView(subject, record, recorder)

/** Names that libraries look for on any object, to find out what it is. */
const probed = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', 'inspect'])

/** Tells a guard whose inputs were asked. */
const recordName: unique symbol = Symbol('record')

const guards = new WeakMap<Definition, object>()

/** One for all calls of a stage, because an object with a prototype of its own is costly. */
const guardOf = (definition: Definition): object => {
  const known = guards.get(definition)
  if (known !== undefined) return known
  const guard = new Proxy(Object.create(null), {
    get: (_, key, inputs: object) => {
      if (typeof key === 'symbol' || probed.has(key) || key.startsWith('$$') || key.startsWith('@@'))
        return undefined
      if (key in Object.prototype) return Reflect.get(Object.prototype, key)
      throw new InputSignatureError(
        { stage: definition.name, record: String(Reflect.get(inputs, recordName)), artifact: key },
        `its function reads the input '${key}', which is not declared. Add '${key}' to its 'inputs'.`,
      )
    },
  })
  guards.set(definition, guard)
  return guard
}

/** The inputs as one object, on which a name that was not declared is an error. */
export const makeInputs = (
  definition: Definition,
  record: string,
  values: ReadonlyMap<string, unknown>,
): object => {
  const inputs: object = Object.create(guardOf(definition))
  Object.defineProperty(inputs, recordName, { value: record })
  for (const [name, value] of values)
    Object.defineProperty(inputs, name, { value, enumerable: true, writable: true, configurable: true })
  return inputs
}
