import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { transformSync } from 'esbuild'
import { install } from './build.ts'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder with an experiment and an installation of the command. */
export interface Project {
  readonly folder: string
  /** Runs the command without a terminal. */
  readonly command: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ) => Promise<Ended>
  readonly start: (args: readonly string[]) => ChildProcess
  readonly remove: () => void
}

const environment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const unset = {
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    NODE_OPTIONS: undefined,
    CI: undefined,
    npm_command: undefined,
  }
  return { ...process.env, ...unset, ...extra }
}

/** Copies fixtures into a new folder, as JavaScript if that will do, and installs the command beside them. */
export const makeProject = (fixture: string, { javascript = false } = {}): Project => {
  const home = mkdtempSync(join(tmpdir(), 'stagewright-cli-'))
  const folder = join(home, 'project')
  install(join(home, 'installed'))
  cpSync(resolve(__dirname, '../fixtures', fixture), folder, { recursive: true })
  if (javascript) stripTypes(folder)
  symlinkSync(join(home, 'installed/node_modules'), join(folder, 'node_modules'))
  const bin = join(folder, 'node_modules/stagewright/bin/stagewright.js')
  return {
    folder,
    command: (args, env, cwd = folder) =>
      new Promise((done) => {
        const options = { cwd, env: environment(env) }
        const child = execFile(process.execPath, [bin, ...args], options, (_, stdout, stderr) =>
          done({ code: child.exitCode, stdout, stderr }),
        )
      }),
    start: (args) => spawn(process.execPath, [bin, ...args], { cwd: folder, env: environment() }),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Plain JavaScript loads quicker. esbuild renames a function that is called as its variable, unless names are kept. */
const stripTypes = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.ts')) continue
    const { code } = transformSync(readFileSync(join(folder, name), 'utf8'), {
      loader: 'ts',
      keepNames: true,
    })
    writeFileSync(join(folder, name.replace(/ts$/u, 'js')), code)
    rmSync(join(folder, name))
  }
}

/** What differs from run to run, replaced by words. */
export const withoutTimes = (text: string): string =>
  text
    .replaceAll(/\S*\/stagewright-cli-\w+\/project/gu, '<project>')
    .replace(/\d+\.\d+s|\d+s(?=\W)|\d+m \d+s/gu, '<time>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/gu, '<date>')
    .replace(/\d{8}-\d{6}-[a-z0-9]{6}/gu, '<run>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/gu, '<hash>')
    .replaceAll(/(<time> {2}<time>) +[\d.]+ MB$/gmu, '$1')
    .replace(/peak memory \d+(?:\.\d+)? [kMG]B/gu, 'peak memory <memory>')
    .replace(/ · about <time> saved by the cache/gu, '')
