import { didYouMean } from './did-you-mean.ts'
import { describeThrown, type Place, quoteAll, StagewrightError } from './base.ts'

/** A stage's function threw, rejected, or ran out of time. `cause` is what it threw. */
export class StageExecutionError extends StagewrightError {
  readonly _tag = 'StageExecutionError'
  /** How often it was tried. */
  readonly attempts: number
  /** @param doing what the function was called for, such as `combining item 3 with item 4 of 'features'` */
  constructor(place: Place, cause: unknown, attempts: number, doing?: string) {
    const tries = attempts === 1 ? '' : ` (after ${attempts} attempts)`
    const when = doing === undefined ? '' : `, ${doing}`
    super(
      `Stage '${place.stage}' failed for record '${place.record}'${when}${tries}: ${describeThrown(cause)}`,
      place,
      cause,
    )
    this.attempts = attempts
  }
}

/** What a `StageExecutionError` is caused by when `timeoutMs` ran out. */
export class StageTimeoutError extends StagewrightError {
  readonly _tag = 'StageTimeoutError'
  /** Whether the attempt stopped when context.signal asked it to; where not, no other one is made beside it. */
  readonly hasStopped: boolean
  constructor(place: Place, timeoutMs: number, hasStopped: boolean) {
    super(
      hasStopped
        ? `The call took longer than ${timeoutMs} ms. Raise 'timeoutMs' in the stage's specification.`
        : `The call took longer than ${timeoutMs} ms, and did not stop when asked to. Raise 'timeoutMs' in the stage's specification, and make the function watch context.signal: it is not retried while an earlier attempt is still running.`,
      place,
    )
    this.hasStopped = hasStopped
  }
}

/** A step was to be carried out where its stage is not to be had, or is another one. */
export class StageUnavailableError extends StagewrightError {
  readonly _tag = 'StageUnavailableError'

  /** @param source the module that should export it */
  static absent(place: Place, name: string, source: string, has: readonly string[]): StageUnavailableError {
    return new StageUnavailableError(
      `Stage '${place.stage}', record '${place.record}': ${source} exports no stage '${name}'.${didYouMean(name, has)} It has ${quoteAll(has)}. ` +
        `Export the stage there, a pipeline of it, or an experiment that uses it, or keep it in the thread of the run by runs: 'here' in its specification.`,
      place,
    )
  }

  /** @param parts names of the parts of its code that are not the same */
  static different(place: Place, source: string, parts: readonly string[]): StageUnavailableError {
    return new StageUnavailableError(
      `Stage '${place.stage}', record '${place.record}': it is not the same in ${source} as in the run${parts.length === 0 ? '' : ` (${quoteAll(parts)})`}. ` +
        `What a stage reaches must be there when its module is loaded: make the stage at the top of the module and give it values as parameters, ` +
        `start anew where the file was edited meanwhile, or keep the stage in the thread of the run by runs: 'here' in its specification.`,
      place,
    )
  }

  static unreadable(place: Place, maker: string, source: string, format: string): StageUnavailableError {
    return new StageUnavailableError(
      `Stage '${place.stage}', record '${place.record}': its input '${place.artifact}' is kept as ${format}, and in ${source} stage '${maker}' has no cacher that reads it. ` +
        `Give the stage the same cachers there, or keep '${place.stage}' in the thread of the run by runs: 'here' in its specification.`,
      place,
    )
  }
}

/** A cacher could not save or load an artifact. */
export class CacherError extends StagewrightError {
  readonly _tag = 'CacherError'
  constructor(place: Place, action: 'save' | 'load', format: string, cause: unknown) {
    super(
      `Stage '${place.stage}', record '${place.record}': the ${format} cacher cannot ${action} the output '${place.artifact}': ` +
        describeThrown(cause),
      place,
      cause,
    )
  }
}

/** `context.report` was given something that cannot be stored. `cause` says what and where. */
export class ReportError extends StagewrightError {
  readonly _tag = 'ReportError'
  constructor(place: Place, name: string | undefined, cause: unknown) {
    super(
      `Stage '${place.stage}', record '${place.record}': the report${name === undefined ? '' : ` '${name}'`} cannot be stored: ` +
        describeThrown(cause),
      place,
      cause,
    )
  }
}

/** A value that was saved and loaded back is not what was saved; found by `roundTrip: 'verify'`. */
export class RoundTripError extends StagewrightError {
  readonly _tag = 'RoundTripError'
  constructor(place: Place, format: string, where: string) {
    super(
      `Stage '${place.stage}', record '${place.record}': the ${format} cacher does not preserve the output ` +
        `'${place.artifact}'${where === '' ? '' : ` (it differs at ${where})`}. Choose a cacher that holds the whole value.`,
      place,
    )
  }
}

/** A function was about to be called with an input that is not there. */
export class ExecutingWithSkippedInputError extends StagewrightError {
  readonly _tag = 'ExecutingWithSkippedInputError'
  constructor(place: Place) {
    super(
      `Stage '${place.stage}' was about to run for record '${place.record}' without its input '${place.artifact}', which was ` +
        `skipped. This is a defect in the planner: please report it.`,
      place,
    )
  }
}

/** The value of an artifact was asked for, and the run did not make or keep it. */
export class SkippedOutputError extends StagewrightError {
  readonly _tag = 'SkippedOutputError'
  constructor(place: Place) {
    super(
      `'${place.artifact}' of record '${place.record}' has no value in this run: stage '${place.stage}' has no cachers and nothing ` +
        `that ran needed it. Give the stage cachers, or make the artifact the last of a target.`,
      place,
    )
  }
}

/** An artifact name that the record does not have. */
export class UnknownArtifactError extends StagewrightError {
  readonly _tag = 'UnknownArtifactError'
  constructor(place: Place & { readonly artifact: string }, available: readonly string[]) {
    super(
      `Record '${place.record}' has no artifact '${place.artifact}'. It has ${quoteAll(available)}.${didYouMean(place.artifact, available)}`,
      place,
    )
  }
}

/**
 * A step of a run that another step's function makes would wait without end: for that step, or for one that waits for
 * that step.
 */
export class CircularWaitError extends StagewrightError {
  readonly _tag = 'CircularWaitError'

  /** @param around the step whose function makes the run */
  static ofItself(place: Place, step: string, around: string): CircularWaitError {
    const how =
      step === around
        ? `a run that its own function makes asks for it`
        : `a run inside of '${around}' asks for it, and that run is inside of '${step}'`
    return new CircularWaitError(
      `Step '${step}' would wait for itself without end: ${how}. Pass what it needs as an input, or ask for another step there.`,
      place,
    )
  }

  /** @param holder who runs the step already, in words */
  static ofAnother(place: Place, step: string, around: string, holder: string): CircularWaitError {
    return new CircularWaitError(
      `Step '${step}' would wait without end: a run inside of '${around}' asks for it, and ${holder}, which runs it already, waits there for '${around}'. ` +
        `Let one of the two take the other's result as an input.`,
      place,
    )
  }
}

/** A run was stopped by its signal. Finished steps are saved. `cause` is the signal's reason. */
export class RunAbortedError extends StagewrightError {
  readonly _tag = 'RunAbortedError'
  /** Steps that had not settled when the run gave up waiting for them. */
  readonly unsettled: readonly string[]
  constructor(unsettled: readonly string[], cause: unknown) {
    super(
      unsettled.length === 0
        ? 'The run was aborted. Finished steps are saved; run it again to resume.'
        : `The run was aborted, but ${quoteAll(unsettled)} did not stop. Finished steps are saved. Make the function watch context.signal.`,
      {},
      cause,
    )
    this.unsettled = unsettled
  }
}
