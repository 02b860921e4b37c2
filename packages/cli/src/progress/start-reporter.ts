import type { Surroundings } from '../surroundings.ts'
import { plainReporter } from './plain.ts'
import { quietReporter } from './quiet.ts'
import type { Reporter } from './reporter.ts'
import type { Tally } from './tally.ts'

export interface ReporterSetting {
  /** The experiment's name. */
  readonly name: string
  readonly world: Surroundings
  readonly quiet?: boolean
  readonly verbose?: boolean
  /** Milliseconds until the end, where that can be guessed. */
  readonly estimate: (now: number) => number | undefined
}

/** Whether a person looks on. */
export const isWatched = ({ stderr, env }: Pick<Surroundings, 'stderr' | 'env'>): boolean =>
  stderr.isTTY === true && env['TERM'] !== 'dumb' && env['CI'] === undefined

/** A live view where a person looks on, plain lines elsewhere, nothing where that was asked for. */
export const startReporter = async (tally: Tally, setting: ReporterSetting): Promise<Reporter> => {
  const { name, world, quiet = false, verbose = false } = setting
  const { stderr, paint } = world
  if (quiet) return quietReporter
  if (!isWatched(world)) return plainReporter(tally, { name, out: stderr, paint, verbose })
  const { liveReporter } = await import('./live.ts')
  const { stdout } = process
  return liveReporter(tally, { name, paint, stdout, stderr: process.stderr, estimate: setting.estimate })
}
