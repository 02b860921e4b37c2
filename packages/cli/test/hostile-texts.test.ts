import {
  aggregate,
  experiment,
  json,
  record,
  stage,
  text,
  type ByRecord,
  type StageContext,
} from 'stagewright'
import { makeProgram } from '../src/program.ts'
import { placeOf, surroundingsOf } from '../src/surroundings.ts'
import { throughDoor } from '../src/text/door.ts'
import { type InProcess, inProcess } from './support/in-process.ts'
import { checker } from './support/schemas.ts'

const escape = '\u001B'

/** Renames the window, fills the clipboard, clears the screen, in both forms, turns the text around, writes over it. */
const hostile: string = `${escape}]0;gone\u0007${escape}]52;c;cm0gLXJm\u0007${escape}[2J\u009B31m\u202Eevil\u2066\r`

const coloured = new RegExp(`${escape}\\[\\d+m`, 'gu')
const obeyed = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u

const made = stage({ name: `make${hostile}`, outputs: ['letter', 'data'], cachers: [text(), json()] })(({
  params,
  log,
}: StageContext<{ k: string; isBroken: boolean }>) => {
  log(hostile, { [hostile]: hostile })
  if (params.isBroken) throw new Error(`broken ${hostile}`, { cause: new Error(`cause ${hostile}`) })
  return { letter: `${params.k}\nsecond line ${hostile}`, data: { [hostile]: [hostile] } }
})
const joined = aggregate({ name: 'join', inputs: ['data'], outputs: ['all'], cachers: [json()] })(
  (_, __, { data }: { data: ByRecord<Record<string, string[]>> }) => ({
    all: `${hostile}${data.size}`,
  }),
)

const of = (isBroken: boolean) =>
  experiment({
    name: `experiment${hostile}`,
    params: { [`set${hostile}`]: { k: hostile, isBroken }, other: { k: 'b', isBroken: false } },
    build: (records) =>
      joined(
        record({}, { name: `all${hostile}` }),
        records.map((one) => made(one)),
      ),
  })

describe('texts that come with names, values, errors and logs', () => {
  let place: InProcess
  beforeAll(async () => {
    place = inProcess()
    place.program('experiment.mjs', { default: of(false) })
    place.program('broken.mjs', { default: of(true) })
    await place.command(['run', 'experiment.mjs'])
    await place.command(['run', 'experiment.mjs', '--set', `k=${hostile}2`])
    await place.command(['run', 'broken.mjs', '--store', 'broken'])
  })
  afterAll(() => place.remove())

  /** For each command, lines that make it show such texts, and how each ends. */
  const lines: Readonly<Record<string, readonly (readonly [number, ...string[]])[]>> = {
    run: [
      [0, 'run', 'experiment.mjs', '--store', 'new', '-v'],
      [0, 'run', 'experiment.mjs', '--dry-run', '--overwrite', '*'],
      [1, 'run', 'broken.mjs', '--store', 'broken', '--keep-going'],
      [1, 'run', 'broken.mjs', '--store', 'broken', '--json'],
      [2, 'run', 'experiment.mjs', '-o', hostile],
      [2, 'run', 'experiment.mjs', '-p', hostile],
      [2, 'run', 'experiment.mjs', '-s', `${hostile}=1`],
      [2, 'run', `${hostile}.mjs`],
      [2, 'run', `--${hostile}`],
    ],
    plan: [
      [0, 'plan', 'experiment.mjs'],
      [0, 'plan', 'experiment.mjs', '--set', 'k=new'],
      [0, 'plan', 'experiment.mjs', '--dot'],
      [0, 'plan', 'experiment.mjs', '--mermaid'],
      [0, 'plan', 'experiment.mjs', '--json'],
    ],
    explain: [
      [0, 'explain', '*', 'experiment.mjs', '--set', 'k=new'],
      [2, 'explain', hostile, 'experiment.mjs'],
    ],
    graph: [
      [0, 'graph', 'experiment.mjs'],
      [0, 'graph', 'experiment.mjs', '--format', 'dot'],
      [0, 'graph', 'experiment.mjs', '--format', 'mermaid'],
      [0, 'graph', 'experiment.mjs', '--json'],
    ],
    watch: [[2, 'watch', `${hostile}.mjs`]],
    report: [
      [2, 'report', '--store', hostile],
      [2, 'report', hostile],
    ],
    ui: [[2, 'ui', '--store', hostile]],
    accept: [
      [0, 'accept', '*', 'experiment.mjs'],
      [2, 'accept', hostile, 'experiment.mjs'],
    ],
    ls: [
      [0, 'ls'],
      [0, 'ls', '--records'],
      [0, 'ls', '--json'],
      [2, 'ls', hostile],
      [0, 'ls', '--experiments'],
    ],
    show: [
      [0, 'show', '*'],
      [0, 'show', 'letter'],
      [0, 'show', '*', '--json'],
      [2, 'show', hostile],
    ],
    open: [
      [0, 'open', '*', '--path'],
      [0, 'open', '*', '--json'],
    ],
    export: [
      [0, 'export', '*', '--to', `out${hostile}`],
      [0, 'export', '*', '--to', 'out', '--json'],
      [0, 'export', '--run', 'experiment.mjs', '--to', `run${hostile}`],
    ],
    history: [
      [0, 'history'],
      [0, 'history', '*'],
      [0, 'history', '--json'],
      [2, 'history', hostile],
    ],
    diff: [
      [0, 'diff'],
      [0, 'diff', '--json'],
      [2, 'diff', hostile],
    ],
    why: [
      [0, 'why', 'letter'],
      [0, 'why', 'letter', '--json'],
      [2, 'why', hostile],
    ],
    verify: [
      [0, 'verify'],
      [2, 'verify', '--store', hostile],
    ],
    sync: [
      [2, 'sync'],
      [2, 'sync', '--remote', hostile],
      [2, 'sync', '--remote', `s3://bucket/${hostile}`, '--store', hostile],
    ],
    gc: [
      [0, 'gc', '--older-than', '0s'],
      [2, 'gc', '--older-than', hostile],
      [0, 'gc', '--max-size', '1B', '--json'],
    ],
    init: [[0, 'init', hostile]],
    completion: [
      [0, 'completion', 'bash'],
      [2, 'completion', hostile],
    ],
  }

  test('every command is tried', () => {
    const program = makeProgram({ world: surroundingsOf(placeOf(process), []), version: '0', end: () => {} })
    expect(Object.keys(lines).toSorted()).toEqual(program.commands.map((one) => one.name()).toSorted())
  })

  const cases = Object.values(lines)
    .flat()
    .map(([code, ...words]) => ({ code, words, line: words.join(' ').replaceAll(hostile, '(hostile)') }))

  test.each(cases)('are shown as they read, and a terminal obeys none: $line', async ({ code, words }) => {
    const inPipe = await place.command(words)
    expect(inPipe.stderr + inPipe.stdout).not.toMatch(obeyed)
    expect(inPipe.code).toBe(code)
    if (words.includes('--json')) JSON.parse(inPipe.stdout)
    const withColours = await place.command(words, { columns: 80 })
    expect((withColours.stderr + withColours.stdout).replaceAll(coloured, '')).not.toMatch(obeyed)
  })

  test('JSON keeps every character', async () => {
    const { stdout } = await place.command(['show', 'data', '--json'])
    const { artifacts } = checker('show')(stdout) as { artifacts: readonly { value: unknown }[] }
    expect(artifacts.map(({ value }) => value)).toContainEqual({ [hostile]: [hostile] })
  })

  test('a colour in a name is not shown as a colour', () => {
    expect(throughDoor(`${escape}[31mred${escape}[0m`)).toBe('\\u001b[31mred\\u001b[0m')
  })
})
