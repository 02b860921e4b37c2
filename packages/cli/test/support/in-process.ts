import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as stagewright from 'stagewright'
import { commandLine } from '../../src/command-line.ts'
import { surroundingsOf } from '../../src/surroundings.ts'
import type { Outlet } from '../../src/text/outlet.ts'
import type { Ended } from './project.ts'

/** A terminal of so many columns, or a pipe where it is left out. */
export interface Seat {
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
}

/** A folder in which commands are carried out by this process. */
export interface InProcess {
  readonly folder: string
  /** Puts a program into the folder: a file that exports these values. */
  readonly program: (file: string, exports: Readonly<Record<string, unknown>>) => void
  readonly write: (file: string, text: string) => void
  readonly command: (words: readonly string[], seat?: Seat) => Promise<Ended>
  readonly remove: () => void
}

const capture = (columns: number | undefined): { readonly outlet: Outlet; readonly text: () => string } => {
  const chunks: string[] = []
  const outlet: Outlet = {
    isTTY: columns !== undefined,
    columns,
    write: (text) => void chunks.push(typeof text === 'string' ? text : Buffer.from(text).toString()),
  }
  return { outlet, text: () => chunks.join('') }
}

/**
 * Makes a folder, and goes there. Commands are carried out without a new process, so experiments are values of the test
 * itself. Live views, signals and whole programs need a process: see `makeProject`.
 */
export const inProcess = (): InProcess => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stagewright-cli-')))
  const before = process.cwd()
  process.chdir(folder)
  const programs = new Map<string, Readonly<Record<string, unknown>>>()
  const write = (file: string, text: string): void => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return {
    folder,
    write,
    program: (file, exports) => {
      programs.set(join(folder, file), exports)
      write(file, '')
    },
    command: async (words, { columns, env = {} } = {}) => {
      const [out, err] = [capture(columns), capture(columns)]
      const place = { cwd: folder, env: { CI: 'true', ...env }, stdout: out.outlet, stderr: err.outlet }
      const world = {
        ...surroundingsOf(place, []),
        importModule: async (file: string) => ({
          exports: programs.get(file) ?? {},
          load: async () => stagewright,
        }),
      }
      const code = await commandLine(words, world, '0.1.0')
      return { code, stdout: out.text(), stderr: err.text() }
    },
    remove: () => {
      process.chdir(before)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
