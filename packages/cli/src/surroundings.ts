import type { LoadedModule } from './load/import-module.ts'
import { type Paint, paintFor } from './paint.ts'
import { doorTo } from './text/door.ts'
import type { Outlet } from './text/outlet.ts'

/** What a command sees of the world around it. */
export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What was asked for: plans, artifacts, JSON. */
  readonly stdout: Outlet
  /** What is told meanwhile: progress, summaries, errors. */
  readonly stderr: Outlet
  readonly paintOut: Paint
  readonly paint: Paint
  /** Folders of this program, whose stack frames say nothing to its users. */
  readonly houses: readonly string[]
  /** Loads the program at an absolute path. */
  readonly importModule: (file: string) => Promise<LoadedModule>
}

/** What is around a process: its folder, its settings, its streams. */
export interface Place {
  readonly cwd: string
  readonly env: Surroundings['env']
  readonly stdout: Outlet
  readonly stderr: Outlet
}

/** The world around a command; whatever it writes there goes through the door. */
export const surroundingsOf = (
  { cwd, env, stdout, stderr }: Place,
  houses: readonly string[],
): Surroundings => ({
  cwd,
  env,
  stdout: doorTo(stdout),
  stderr: doorTo(stderr),
  paintOut: paintFor(stdout, env),
  paint: paintFor(stderr, env),
  houses,
  importModule: async (file) => {
    const { importModule } = await import('./load/import-module.ts')
    return importModule(file)
  },
})

/** Where a process is. */
export const placeOf = (process: NodeJS.Process): Place => ({
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
})
