import { edited, type Sources } from '../../../node/test/support/sources.ts'

/** What is done to the code. */
export type Change = (sources: Sources) => Sources

/** A change of the project, of its data, or of how it is run, and what the run after it must do. */
export interface Round {
  readonly code?: Change
  /** What is done to files below the project's folder. */
  readonly files?: (folder: string) => void
  /** Environment variables of this run. */
  readonly variables?: Readonly<Record<string, string>>
  /** Options of this run. */
  readonly options?: RunRequest
  /** Another place for the project from now on, beside where it was. */
  readonly projectMovedTo?: string
  /** Where the store is from now on, below the project's folder. */
  readonly storeMovedTo?: string
  /** The working directory of this run, below the project's folder. */
  readonly workingDirectory?: string
  /** Ids of the steps that run, and no others. */
  readonly runs: readonly string[]
  /** The lines of `explain` for steps, one for the step and one for each cause. */
  readonly because?: Readonly<Record<string, string>>
  /** Targets that a person finds lost when they ask for their value. */
  readonly lost?: readonly string[]
  /** Set where damage is found only when an artifact is loaded, so that no plan can tell of it. */
  readonly damaged?: true
  /** Set where a person declared by `version` that results hold although the code says otherwise. */
  readonly mayDiffer?: true
}

export interface RunRequest {
  readonly overwrite?: true | readonly string[]
  readonly concurrency?: number
  readonly lazy?: 'declared' | 'all' | 'none'
}

export interface Edit {
  readonly what: string
  /**
   * How the project stands before its first run, in which everything runs. Without it the project is a copy of one that
   * has run already.
   */
  readonly before?: Pick<Round, 'code' | 'variables'>
  readonly rounds: readonly Round[]
}

/** A replacement in one module of the project, named without its ending. */
export const replace =
  (module: string, from: string | RegExp, to: string) =>
  (sources: Sources): Sources =>
    edited(sources, module.includes('.') ? module : `${module}.js`, from, to)

export const inOrder =
  (...changes: readonly Change[]) =>
  (sources: Sources): Sources =>
    changes.reduce((changed, change) => change(changed), sources)

/** An edit of the code after which these steps run, for these reasons. */
export const edit = (
  what: string,
  code: Change,
  runs: readonly string[],
  because: Readonly<Record<string, string>> = {},
): Edit => ({ what, rounds: [{ code, runs, because }] })

const fromScore = (name: string): readonly string[] =>
  name === 'k1' ? ['score@k1', 'describe@k1', 'compare@all'] : [`score@${name}`, 'compare@all']
const fromScores = [...fromScore('k1'), 'score@k3']
const fromClean = ['clean@shared', 'fit@k1', 'fit@k3', ...fromScores]

/** The steps that a change reaches. A fit takes `clean` with it, which keeps nothing. */
export const steps = {
  all: ['load@shared', 'count@shared', 'stamp@shared', ...fromClean],
  fromClean,
  fromFit: (name: string): readonly string[] => ['clean@shared', `fit@${name}`, ...fromScore(name)],
  fromScore,
  fromScores,
}
