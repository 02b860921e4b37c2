import type { LeftOut } from './copy-files.ts'

/** What an exported folder says of itself in `run.json`; schemas/exported-run.schema.json says the same. */
export interface ExportedRun {
  readonly format: 1
  readonly experiment: string
  /** Where the command is to be called, relative to the folder. */
  readonly folder: string
  readonly command: string
  /** The parameter sets, as far as JSON holds them. */
  readonly parameters: object
  readonly versions: {
    readonly node: string
    readonly stagewright: string
    readonly packages: Readonly<Record<string, string>>
  }
  readonly platform: string
  readonly exportedAt: string
  readonly executions: number
  readonly artifacts: number
  /** Steps that have no result yet, and run elsewhere as they would here. */
  readonly toRun: readonly string[]
  /** The files of the project that are in the folder, relative to it. */
  readonly files: readonly string[]
  /** Files that may hold secrets, which are not in the folder. */
  readonly heldBack: readonly LeftOut[]
  /** What could not be copied. */
  readonly leftOut: readonly LeftOut[]
  /** Files that stages read from outside the project: they have to be brought along by hand. */
  readonly outside: readonly string[]
}
