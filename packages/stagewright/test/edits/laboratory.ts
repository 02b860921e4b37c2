import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Reason } from 'stagewright'
import type { Sources } from '../../../node/test/support/sources.ts'
import { build, repository, type Toolchain } from '../../../node/test/support/toolchains.ts'
import type { Edit, Round, RunRequest } from './edit.ts'
import { data, project } from './project.ts'

/** What a process did with one project. */
export interface Answer {
  /** What kept it from running. */
  readonly error?: string
  /** A stage's name for each call of its function. */
  readonly calls: readonly string[]
  /** The values of the targets, and those of a clean run in no store. */
  readonly values: Readonly<Record<string, unknown>>
  readonly clean: Readonly<Record<string, unknown>>
  readonly warnings: readonly string[]
  readonly steps: readonly ToldStep[]
}

export interface ToldStep {
  readonly id: string
  readonly stage: string
  readonly outcome: string
  readonly decision: string
  /** The decision of a plan that was made before the run. */
  readonly planned: string
  readonly reason: Reason
  /** What `explain` says. */
  readonly text: string
}

interface Job {
  readonly entry: string
  readonly folder: string
  readonly store: string
  readonly variables: Readonly<Record<string, string>>
  readonly options: RunRequest
}

type Changes = Omit<Round, 'runs'>

/** A project in its folder, as far as its edits have come. */
interface Case {
  folder: string
  store: string
  sources: Sources
  readonly answers: Answer[]
}

/** Projects that one process runs at most, one after another. */
const mostInProcess = 13
/** Longer than a file system's clock may be coarse: from then on an untouched file is known by its times. */
const settlingMs = 2_100

const writeAll = (folder: string, files: Sources): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** The built packages, as an installation has them. */
const install = (home: string): void => {
  const packages = { stagewright: 'stagewright', '@stagewright/core': 'core', '@stagewright/node': 'node' }
  for (const [name, folder] of Object.entries(packages))
    for (const part of ['package.json', 'dist'])
      cpSync(join(repository, 'packages', folder, part), join(home, 'node_modules', name, part), {
        recursive: true,
        filter: (path) => !/\.(?:map|d\.ts)$/.test(path),
      })
  mkdirSync(join(home, 'node_modules/@dagrejs'), { recursive: true })
  for (const name of ['libsql', 'piscina', '@dagrejs/graphlib'])
    symlinkSync(join(repository, 'node_modules', name), join(home, 'node_modules', name))
}

const spawnNode = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let complained = ''
    child.stdout.on('data', (text) => (said += String(text)))
    child.stderr.on('data', (text) => (complained += String(text)))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`It ended with ${code}: ${complained}`)),
    )
  })

/** A folder with the built packages in which projects are built and run, two processes at a time. */
export const openLaboratory = () => {
  const home = mkdtempSync(join(tmpdir(), 'stagewright-edits-'))
  install(home)
  cpSync(join(__dirname, 'fixtures/run-projects.mjs'), join(home, 'run-projects.mjs'))
  let processes = 0

  const runInOneProcess = async (toolchain: Toolchain, jobs: readonly Job[]): Promise<readonly Answer[]> => {
    const list = join(home, `jobs-${processes++}.json`)
    writeFileSync(list, JSON.stringify({ module: toolchain.module, jobs }))
    const flags = toolchain.flags ?? []
    const said = await spawnNode(['--no-warnings', ...flags, join(home, 'run-projects.mjs'), list])
    return JSON.parse(said) as readonly Answer[]
  }

  const run = async (toolchain: Toolchain, jobs: readonly Job[]): Promise<readonly Answer[]> => {
    const batches: (readonly Job[])[] = []
    const size = Math.min(mostInProcess, Math.ceil(jobs.length / 2))
    for (let at = 0; at < jobs.length; at += size) batches.push(jobs.slice(at, at + size))
    return (await twoAtATime(batches.map((batch) => () => runInOneProcess(toolchain, batch)))).flat()
  }

  /**
   * Carries out each edit on a project of its own: a first run, and after each round's changes another, in a new process.
   *
   * @returns for each edit the answers of all its runs
   */
  const carryOut = async (
    toolchain: Toolchain,
    edits: readonly Edit[],
    start: 'at once' | 'when files have settled',
  ): Promise<ReadonlyMap<Edit, readonly Answer[]>> => {
    const place = join(home, folderName(toolchain))
    const begin = (folder: string, before: Edit['before'] = {}): Case => ({
      folder,
      store: '.stagewright',
      sources: before.code?.(project) ?? project,
      answers: [],
    })
    const answerAll = async (cases: readonly (readonly [Case, Changes])[]): Promise<void> => {
      const programs = cases.map(([{ folder, sources }]) => [folder, sources] as const)
      const entries = build(place, toolchain, Object.fromEntries(programs), 'experiment')
      const jobs = cases.map(([{ folder, store }, changes], index): Job => ({
        entry: entries[index] ?? '',
        folder: join(place, folder, changes.workingDirectory ?? '.'),
        store: join(place, folder, store),
        variables: changes.variables ?? {},
        options: changes.options ?? {},
      }))
      const answers = await run(toolchain, jobs)
      for (const [index, [{ answers: earlier }]] of cases.entries())
        earlier.push(...answers.slice(index, index + 1))
    }

    const original = begin('original')
    const cases = edits.map((edit, index) => ({ edit, at: begin(`case-${index}`, edit.before) }))
    const own = cases.filter(({ edit }) => edit.before !== undefined)
    for (const { folder } of [original, ...own.map(({ at }) => at)]) writeAll(join(place, folder), data)
    if (start === 'when files have settled') await new Promise((resolve) => setTimeout(resolve, settlingMs))
    await answerAll([
      [original, {}],
      ...own.map(({ edit, at }) => [at, { variables: edit.before?.variables ?? {} }] as const),
    ])
    for (const { at } of cases.filter(({ edit }) => edit.before === undefined)) {
      cpSync(join(place, original.folder), join(place, at.folder), { recursive: true })
      at.answers.push(...original.answers)
    }
    const most = Math.max(...edits.map(({ rounds }) => rounds.length))
    for (let number = 0; number < most; number++) {
      const current = cases.flatMap(({ edit, at }) => {
        const round = edit.rounds[number]
        return round === undefined ? [] : [[at, round] as const]
      })
      for (const [at, round] of current) apply(place, at, round)
      await answerAll(current)
    }
    return new Map(cases.map(({ edit, at }) => [edit, at.answers]))
  }

  /** Runs a project as the first toolchain made it, and then in the same store as each of the others made theirs. */
  const exchange = async (
    sources: Sources,
    first: Toolchain,
    others: readonly Toolchain[],
  ): Promise<{
    readonly first: Answer | undefined
    readonly others: ReadonlyMap<string, Answer | undefined>
  }> => {
    const folder = mkdtempSync(join(home, 'exchange-'))
    writeAll(folder, data)
    const jobFor = (toolchain: Toolchain): Job => {
      const place = join(folder, 'code', folderName(toolchain))
      const [entry = ''] = build(place, toolchain, { program: sources }, 'experiment')
      return { entry, folder, store: join(folder, '.stagewright'), variables: {}, options: {} }
    }
    const [answer] = await runInOneProcess(first, [jobFor(first)])
    const answers = await twoAtATime(
      others.map((toolchain) => async () => {
        const [other] = await runInOneProcess(toolchain, [jobFor(toolchain)])
        return [toolchain.name, other] as const
      }),
    )
    return { first: answer, others: new Map(answers) }
  }

  return { carryOut, exchange, close: () => rmSync(home, { recursive: true, force: true }) }
}

const folderName = ({ name }: Toolchain): string => name.replaceAll(/[^a-z0-9]+/gi, '-')

/** Changes a project's code, its files, and where it stands. */
const apply = (place: string, at: Case, round: Changes): void => {
  round.files?.(join(place, at.folder))
  at.sources = round.code?.(at.sources) ?? at.sources
  if (round.projectMovedTo !== undefined) {
    const to = `${at.folder}-${round.projectMovedTo}`
    renameSync(join(place, at.folder), join(place, to))
    at.folder = to
  }
  if (round.storeMovedTo !== undefined) {
    const to = join(place, at.folder, round.storeMovedTo)
    mkdirSync(dirname(to), { recursive: true })
    renameSync(join(place, at.folder, at.store), to)
    at.store = round.storeMovedTo
  }
}

const twoAtATime = async <Made>(tasks: readonly (() => Promise<Made>)[]): Promise<readonly Made[]> => {
  const made: Made[] = []
  const waiting = tasks.entries()
  const work = async (): Promise<void> => {
    for (const [index, task] of waiting) made[index] = await task()
  }
  await Promise.all([work(), work()])
  return made
}
