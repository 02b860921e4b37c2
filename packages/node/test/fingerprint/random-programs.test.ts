import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { Report, Verdict } from './programs/judge.ts'

/** `npm run edits` judges many more. */
const programs = Number(process.env['STAGEWRIGHT_EDITS'] ?? 200)
/** Modules stay in memory, so a process judges no more than this. */
const atOnce = 1000

const folder = mkdtempSync(join(tmpdir(), 'stagewright-random-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const judge = join(folder, 'judge.mjs')
buildSync({
  entryPoints: [join(__dirname, 'programs/judge.ts')],
  outfile: judge,
  bundle: true,
  platform: 'node',
  format: 'esm',
})

const reportOf = (program: string, from: number, count: number, kind?: string): Report => {
  const args = [program, String(from), String(count), ...(kind === undefined ? [] : [kind])]
  const run = spawnSync(process.execPath, ['--no-warnings', ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as Report
}

const total = (reports: readonly Report[], verdict: Verdict): number =>
  reports
    .flatMap(({ byKind }) => Object.values(byKind))
    .reduce((sum, counts) => sum + (counts[verdict] ?? 0), 0)

const told = (reports: readonly Report[]): string => {
  const kinds = new Map<string, Partial<Record<Verdict, number>>>()
  for (const [kind, counts] of reports.flatMap(({ byKind }) => Object.entries(byKind))) {
    const sum = kinds.get(kind) ?? {}
    for (const [verdict, count] of Object.entries(counts) as [Verdict, number][])
      sum[verdict] = (sum[verdict] ?? 0) + count
    kinds.set(kind, sum)
  }
  return [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, counts]) => `${kind}: ${JSON.stringify(counts)}`)
    .join('\n')
}

test('an edit of a random program is followed, or told where it cannot be, and none runs a stage needlessly', () => {
  const reports: Report[] = []
  for (let from = 0; from < programs; from += atOnce)
    reports.push(reportOf(judge, from, Math.min(atOnce, programs - from)))
  if (programs > atOnce) process.stdout.write(`${told(reports)}\n`)
  expect(reports.flatMap(({ findings }) => findings)).toEqual([])
  expect(total(reports, 'followed')).toBeGreaterThan(programs / 2)
  expect(total(reports, 'told')).toBeLessThan(programs / 5)
})

/** The fingerprinter with one of its texts made the same for all. */
const broken = (name: string, from: string, to: string): string => {
  const whole = readFileSync(judge, 'utf8')
  if (!whole.includes(from)) throw new Error(`The fingerprinter holds no ${from}`)
  const path = join(folder, `${name}.mjs`)
  writeFileSync(path, whole.replace(from, to))
  return path
}

test.each([
  ['dates', '`Date ${', '`Date ${0 * ', 'a date', 'stale'],
  [
    'the settings of formats',
    'JSON.stringify(Reflect.apply(resolvedOptions, value, []))',
    '0',
    'a format of numbers',
    'stale',
  ],
  ['whether a property is hidden', '`hidden ${plain}`', 'plain', 'a hidden property', 'stale'],
  [
    'that the names of locals do not matter',
    'put(printer, `$${number}`)',
    'put(printer, node.name)',
    'a local name',
    'needless',
  ],
] as const)('the judge finds a fingerprinter that forgets %s', (what, from, to, kind, verdict) => {
  const reports = (program: string) => [reportOf(program, 0, 2000, kind)]
  expect(total(reports(judge), verdict)).toBe(0)
  expect(total(reports(broken(what.replaceAll(' ', '-'), from, to)), verdict)).toBeGreaterThan(0)
})
