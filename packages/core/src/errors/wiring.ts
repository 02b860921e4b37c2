import { type Place, quoteAll, StagewrightError } from './base.ts'
import { didYouMean } from './did-you-mean.ts'

/** A stage takes an input that it did not declare, or declares one twice. */
export class InputSignatureError extends StagewrightError {
  readonly _tag = 'InputSignatureError'
  constructor(place: Place, problem: string) {
    super(`Stage '${place.stage}': ${problem}`, place)
  }
}

/** A function returned other outputs than its stage declares, or a declaration of outputs makes no sense. */
export class OutputSignatureError extends StagewrightError {
  readonly _tag = 'OutputSignatureError'
  constructor(place: Place, problem: string) {
    super(`Stage '${place.stage}': ${problem}`, place)
  }
}

/** Another number of cachers than of outputs. */
export class CachersMismatchError extends StagewrightError {
  readonly _tag = 'CachersMismatchError'
  constructor(stage: string, outputs: readonly string[], cachers: number) {
    super(
      `Stage '${stage}' has ${outputs.length} output${outputs.length === 1 ? '' : 's'} (${quoteAll(outputs)}) and ` +
        `${cachers} cacher${cachers === 1 ? '' : 's'}. Give one cacher for each output, in the same order, or none at all.`,
      { stage },
    )
  }
}

/** `cachers: []`. */
export class EmptyCachersError extends StagewrightError {
  readonly _tag = 'EmptyCachersError'
  constructor(stage: string) {
    super(
      `Stage '${stage}' has an empty list of cachers. Give one cacher for each output, or leave out 'cachers' to store nothing.`,
      { stage },
    )
  }
}

/** A needed input that nothing earlier in the record outputs. */
export class MissingInputError extends StagewrightError {
  readonly _tag = 'MissingInputError'
  constructor(place: Place & { readonly artifact: string }, available: readonly string[]) {
    super(
      `Stage '${place.stage}' needs the input '${place.artifact}', which nothing before it outputs in record ` +
        `'${place.record}' (it has ${quoteAll(available)}).${didYouMean(place.artifact, available)} ` +
        `Apply a stage that outputs '${place.artifact}' first.`,
      place,
    )
  }
}

/** Two different functions are called by one stage name. */
export class DuplicateStageError extends StagewrightError {
  readonly _tag = 'DuplicateStageError'
  constructor(place: Place) {
    super(
      `Two different functions are both named stage '${place.stage}'. A name stands for one function: rename one of ` +
        `them with 'name' in its specification.`,
      place,
    )
  }
}

/** Under `strict`: a stage's code reaches something whose change would not be seen. */
export class UntrackedCodeError extends StagewrightError {
  readonly _tag = 'UntrackedCodeError'
  /** What could not be followed, such as ``the class instance `client` (Client)``. */
  readonly subject: string
  constructor(place: Place, subject: string) {
    super(
      `Stage '${place.stage}' uses ${subject}, which cannot be followed: a change of it would not be seen. Give the stage a ` +
        `'version', pass it as a parameter or an input, or plan without 'strict'.`,
      place,
    )
    this.subject = subject
  }
}

/** A stage without a name: its function is anonymous and its specification has none. */
export class UnnamedStageError extends StagewrightError {
  readonly _tag = 'UnnamedStageError'
  constructor() {
    super(`A stage has no name. Name its function, or give 'name' in its specification.`)
  }
}

/** A parameter that has no canonical form: a function, a symbol, a cycle, an instance of a class. */
export class UnhashableParameterError extends StagewrightError {
  readonly _tag = 'UnhashableParameterError'
  /** The path to the value, such as `model.activation`. */
  readonly parameter: string
  constructor(place: Place, parameter: string, what: string) {
    const top = parameter.split(/[.[]/u)[0] ?? parameter
    super(
      `Parameter '${parameter}' of record '${place.record}' is ${what}, which cannot be compared with another value. Use plain ` +
        `data, give a form that can be compared with record(params, { represent: { ${top}: (value) => ... } }), or list it in ` +
        `'operational' if it never changes a result.`,
      place,
    )
    this.parameter = parameter
  }
}

/** A program gave this library something that is not what it takes. */
export class InvalidArgumentError extends StagewrightError {
  readonly _tag = 'InvalidArgumentError'
}
