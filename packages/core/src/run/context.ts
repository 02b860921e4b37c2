import { InputSignatureError } from '../errors/index.ts'
import type { Subject } from '../graph/application.ts'
import type { Step } from '../plan/step.ts'
import type { Fingerprinter } from '../ports/fingerprinter.ts'
import type { ReportNotes } from '../reports/notes.ts'
import type { Recorder } from '../reads/recorder.ts'
import { makeView } from '../reads/view.ts'
import type { Report } from '../types/reportable.ts'

/** What a function says while it runs. */
export interface Voice {
  readonly log: (parts: readonly unknown[]) => void
  readonly progress: (done: number, total: number) => void
  readonly report: (report: Report) => void
}

/** The context of a call; what is read through it goes to the recorder. */
export const makeContext = (
  step: Step,
  recorder: Recorder,
  fingerprinter: Fingerprinter,
  signal: AbortSignal,
  voice: Voice,
  notes: ReportNotes,
): object =>
  Object.assign(viewOf(step.application.subject, 0, recorder), {
    signal,
    log: (...parts: unknown[]) => voice.log(parts),
    progress: voice.progress,
    report: (reportable: unknown) => voice.report(notes.note(reportable)),
    file: (path: string): string => {
      const reading = fingerprinter.file(path)
      recorder.file(path, reading?.digest, reading?.signature)
      return path
    },
    env: (name: string): string | undefined => {
      const reading = fingerprinter.env(name)
      recorder.env(name, reading?.digest)
      return reading?.value
    },
  })

/** A record as functions see it: looking at its name or parameters is noted. */
export const viewOf = (subject: Subject, record: number, recorder: Recorder): object => {
  const params = makeView(subject.params, (path, aspect) => recorder.param(record, path, aspect))
  return {
    params,
    get name() {
      recorder.name(record)
      return subject.name
    },
  }
}

/** Names that libraries look for on any object, to find out what it is. */
const probed = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', 'inspect'])

/** The inputs as one object, on which a name that was not declared is an error. */
export const makeInputs = (step: Step, values: ReadonlyMap<string, unknown>): object => {
  const { definition, subject } = step.application
  const guard = new Proxy(Object.create(null), {
    get: (_, key) => {
      if (typeof key === 'symbol' || probed.has(key) || key.startsWith('$$') || key.startsWith('@@'))
        return undefined
      if (key in Object.prototype) return Reflect.get(Object.prototype, key)
      throw new InputSignatureError(
        { stage: definition.name, record: subject.name, artifact: key },
        `its function reads the input '${key}', which is not declared. Add '${key}' to its 'inputs'.`,
      )
    },
  })
  const inputs: object = Object.create(guard)
  for (const [name, value] of values)
    Object.defineProperty(inputs, name, { value, enumerable: true, writable: true, configurable: true })
  return inputs
}
