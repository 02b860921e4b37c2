import { type Paint, paintFor } from './paint.ts'

/** A stream that people or programs read. */
export interface Outlet {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  write(text: string | Uint8Array): unknown
}

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
}

export const surroundingsOf = (process: NodeJS.Process, houses: readonly string[]): Surroundings => ({
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  paintOut: paintFor(process.stdout, process.env),
  paint: paintFor(process.stderr, process.env),
  houses,
})
