import type { ExperimentRecord } from './experiment-record.ts'
import type { Fits } from './fits.ts'
import type { Loaded } from './lazy-output.ts'
import type { Lookup, Mistake } from './mistake.ts'

/** `result.value(record, name)`: the artifact of that name. Names that were built at run time give `unknown`. */
export interface ReadValue {
  <State, Params, Name extends ArtifactName<State>>(
    record: ExperimentRecord<State, Params>,
    name: Name & CheckedName<State, Name>,
  ): Promise<Name extends keyof State ? Loaded<State[Name]> : unknown>
}

/** Any text, while editors propose the names that the record has. */
export type ArtifactName<State> = (keyof State & string) | (string & {})

/** Accepts names of artifacts that the record has; of a union, each must be one. */
export type CheckedName<State, Name extends string> = string extends Name
  ? unknown
  : Fits<Name, keyof State> extends true
    ? unknown
    : Lookup<
        Name,
        keyof State,
        keyof State,
        Mistake<`the record has no artifact '${Exclude<Name, keyof State>}'`>
      >
