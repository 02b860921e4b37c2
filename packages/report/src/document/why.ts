import { type Change, codeChanges, describeChange } from '@stagewright/core'
import type { OutputDocument, RunDocument, StepDocument } from './run-document.ts'
import { walkBack } from './walk-back.ts'

/** Why an artifact differs between two runs: the way from it back to what changed first. */
export interface Why {
  readonly before: RunRef
  readonly after: RunRef
  readonly artifact: ChangedArtifact
  /** The artifact's own step, then the steps that it changed because of, nearest first; each once. */
  readonly steps: readonly ChangedStep[]
  /** What changed and has no earlier step to blame. */
  readonly firstCauses: readonly FirstCause[]
}

export interface RunRef {
  readonly run: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/** An output that came out differently. */
export interface ChangedArtifact {
  /** The step's id: `stage@record`. */
  readonly step: string
  readonly output: string
  /** Beginnings of the values as people read them, or of their digests. */
  readonly before: string
  readonly after: string
}

export interface ChangedStep {
  readonly step: string
  readonly outputs: readonly ChangedArtifact[]
  readonly causes: readonly Cause[]
}

/** One thing that a step saw, and that differs. */
export type Cause =
  /** An output of an earlier step, which is in `steps` as well. */
  | { readonly type: 'input'; readonly input: string; readonly step: string }
  /** An input that another step outputs now. */
  | {
      readonly type: 'source'
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  /** An aggregate's records, which are the same, in another order. */
  | { readonly type: 'order' }
  /** A parameter, file, environment variable or name; `undefined` where it was not read. */
  | {
      readonly type: 'read'
      readonly what: string
      readonly before: string | undefined
      readonly after: string | undefined
    }
  /** Parts of the code by name: functions, helpers, constants, packages. None where `version` changed. */
  | Extract<Change, { readonly type: 'code' }>
  /** The step, or its result, is not in the earlier run. */
  | { readonly type: 'new' }
  /** Everything that was tracked is the same. */
  | { readonly type: 'ran-again' }

export interface FirstCause {
  readonly step: string
  readonly cause: Exclude<Cause, { readonly type: 'input' }>
}

/**
 * Walks from an artifact that differs between two runs back to what changed first. Linear in the steps on the way.
 *
 * @param step the step's id; `output` is the artifact's name
 * @returns `undefined` where the artifact is the same in both, or the later run does not have it
 */
export const whyChanged = (
  before: RunDocument,
  after: RunDocument,
  { step, output }: { readonly step: string; readonly output: string },
): Why | undefined => {
  const [earlier, later] = [sideOf(before), sideOf(after)]
  const artifact = changedOutputs(step, earlier, later).find((each) => each.output === output)
  if (artifact === undefined) return undefined
  const steps = walkBack(
    step,
    (id) => changeOf(id, earlier, later),
    ({ causes }) => causes.flatMap((cause) => (cause.type === 'input' ? [cause.step] : [])),
  )
  const firstCauses = steps.flatMap(({ step: id, causes }) =>
    causes.flatMap((cause): FirstCause[] => (cause.type === 'input' ? [] : [{ step: id, cause }])),
  )
  return { before: refOf(before), after: refOf(after), artifact, steps, firstCauses }
}

/** Every step whose outputs differ between two runs, and why. */
export const allChanges = (before: RunDocument, after: RunDocument): readonly ChangedStep[] => {
  const [earlier, later] = [sideOf(before), sideOf(after)]
  return after.steps.flatMap(({ id }) => {
    const change = changeOf(id, earlier, later)
    return change.outputs.length === 0 ? [] : [change]
  })
}

const changeOf = (step: string, earlier: Side, later: Side): ChangedStep => ({
  step,
  outputs: changedOutputs(step, earlier, later),
  causes: causesOf(step, earlier, later),
})

/** A cause as a sentence without a full stop. */
export const describeCause = (cause: Cause): string => {
  switch (cause.type) {
    case 'input':
      return `input '${cause.input}' changed (${cause.step})`
    case 'source':
      return [
        ...cause.added.map((id) => `it now reads ${id}`),
        ...cause.removed.map((id) => `it no longer reads ${id}`),
      ].join(', ')
    case 'order':
      return 'its records come in another order'
    case 'read':
      if (cause.before === undefined) return `it now reads ${cause.what}`
      if (cause.after === undefined) return `it no longer reads ${cause.what}`
      return `${cause.what} changed from ${cause.before} to ${cause.after}`
    case 'code':
      return describeChange(cause)
    case 'new':
      return 'the earlier run has no result of it'
    case 'ran-again':
      return 'it ran again and came out differently, though nothing that is tracked changed'
  }
}

const refOf = ({ run, startedAt }: RunDocument): RunRef => ({ run, startedAt })

/** One of the two runs. */
interface Side {
  readonly stepOf: ReadonlyMap<string, StepDocument>
  readonly codes: RunDocument['codes']
}

const sideOf = ({ steps, codes }: RunDocument): Side => ({
  stepOf: new Map(steps.map((step) => [step.id, step])),
  codes,
})

/** A step's outputs that the later run has, and that the earlier one had not or had differently. */
const changedOutputs = (step: string, earlier: Side, later: Side): readonly ChangedArtifact[] => {
  const known = new Map(earlier.stepOf.get(step)?.outputs.map((output) => [output.name, output]))
  return (later.stepOf.get(step)?.outputs ?? []).flatMap((output) => {
    const was = known.get(output.name)
    if (output.digest === undefined || was?.digest === output.digest) return []
    return [{ step, output: output.name, before: shown(was), after: shown(output) }]
  })
}

const shown = (output: OutputDocument | undefined): string =>
  output?.preview ?? output?.digest?.slice(0, 12) ?? 'nothing'

const causesOf = (step: string, earlier: Side, later: Side): readonly Cause[] => {
  const before = earlier.stepOf.get(step)
  const after = later.stepOf.get(step)
  if (before === undefined || after === undefined) return [{ type: 'new' }]
  if (before.outputs.every(({ digest }) => digest === undefined)) return [{ type: 'new' }]
  const reads = readCauses(before, after)
  // What is read for the first time, or no longer, follows from something else that changed, if anything did.
  const certain = reads.filter(({ before: was, after: is }) => was !== undefined && is !== undefined)
  const code = codeChanges(codeOf(before, earlier), codeOf(after, later))
  const causes = [...code, ...certain, ...inputCauses(before, after, earlier, later)]
  if (causes.length > 0) return causes
  return reads.length > 0 ? reads : [{ type: 'ran-again' }]
}

type ReadCause = Extract<Cause, { readonly type: 'read' }>

const codeOf = ({ code = '' }: StepDocument, { codes }: Side) => ({ code, parts: codes[code] ?? {} })

const inputCauses = (
  before: StepDocument,
  after: StepDocument,
  earlier: Side,
  later: Side,
): readonly Cause[] => {
  const taken = new Set(after.inputs.map(({ name }) => name))
  const [was, is] = [new Set(before.dependsOn), new Set(after.dependsOn)]
  const changed = after.dependsOn
    .filter((id) => was.has(id))
    .flatMap((id) => changedOutputs(id, earlier, later))
    .flatMap(({ step, output }): Cause[] =>
      taken.has(output) ? [{ type: 'input', input: output, step }] : [],
    )
  const added = after.dependsOn.filter((id) => !was.has(id))
  const removed = before.dependsOn.filter((id) => !is.has(id))
  if (added.length + removed.length > 0) return [...changed, { type: 'source', added, removed }]
  return changed.length > 0 || hasSameInputs(before, after) ? changed : [{ type: 'order' }]
}

const hasSameInputs = ({ inputs: before }: StepDocument, { inputs: after }: StepDocument): boolean =>
  before.length === after.length &&
  after.every(({ name, record, digest }, index) => {
    const was = before[index]
    return was?.name === name && was.record === record && was.digest === digest
  })

const readCauses = (
  { reads: before = [] }: StepDocument,
  { reads: after = [] }: StepDocument,
): readonly ReadCause[] => {
  const was = new Map(before.map(({ what, saw }) => [what, saw]))
  const is = new Map(after.map(({ what, saw }) => [what, saw]))
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((what): ReadCause[] =>
    was.get(what) === is.get(what)
      ? []
      : [{ type: 'read', what, before: was.get(what), after: is.get(what) }],
  )
}
