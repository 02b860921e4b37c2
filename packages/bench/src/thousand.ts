// 1,000 records x 10 stages + 1 aggregate, every output kept as JSON, beside a hand-written loop that writes and checks
// the same contents as files. Each measurement is a new process; the two sides take turns. Run: npm run bench:thousand
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const records = Number(process.env['RECORDS'] ?? 1000)
const stages = 10
const rounds = Number(process.env['ROUNDS'] ?? 5)

interface Row {
  readonly values: readonly number[]
  readonly sum: number
}

const work = (seed: number, step: number, before: Row | undefined): Row => {
  const values = Array.from(
    { length: 20 },
    (_, index) => (seed * 31 + step * 7 + index * (before?.sum ?? 1)) % 1009,
  )
  return { values, sum: values.reduce((a, b) => a + b, 0) }
}

const seedOf = (index: number, changed: boolean): number => (changed && index === 500 ? 1_000_003 : index)

const loop = (folder: string, changed: boolean): void => {
  mkdirSync(folder, { recursive: true })
  const manifestFile = join(folder, 'manifest.json')
  const manifest = readManifest(manifestFile)
  let computed = 0
  const kept = (name: string, key: string, compute: () => unknown): unknown => {
    const file = join(folder, `${name}.json`)
    const known = manifest[name]
    if (known?.key === key) {
      const bytes = readFileSync(file)
      if (createHash('sha256').update(bytes).digest('hex') === known.digest)
        return JSON.parse(bytes.toString())
    }
    computed++
    const value = compute()
    const bytes = JSON.stringify(value)
    writeFileSync(`${file}.part`, bytes)
    renameSync(`${file}.part`, file)
    manifest[name] = { key, digest: createHash('sha256').update(bytes).digest('hex') }
    return value
  }
  const sums: number[] = []
  for (let index = 0; index < records; index++) {
    const seed = seedOf(index, changed)
    let row: Row | undefined
    for (let step = 0; step < stages; step++) {
      const before = row
      row = kept(`step${step}-${index}`, `${seed}`, () => work(seed, step, before)) as Row
    }
    sums.push(row?.sum ?? 0)
  }
  kept('total', sums.join(), () => ({ total: sums.reduce((a, b) => a + b, 0) }))
  writeFileSync(`${manifestFile}.part`, JSON.stringify(manifest))
  renameSync(`${manifestFile}.part`, manifestFile)
  report(computed)
}

const readManifest = (file: string): Record<string, { key: string; digest: string }> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

const stagewright = async (folder: string, changed: boolean): Promise<void> => {
  const { aggregate, fileStore, json, record, run, stage } = await import('stagewright')
  type Context = import('stagewright').StageContext<{ seed: number }>
  const first = stage({ outputs: ['row'], cachers: [json()], name: 'step0' })(({ params }: Context) => ({
    row: work(params.seed, 0, undefined),
  }))
  const others = Array.from({ length: stages - 1 }, (_, index) =>
    stage({ inputs: ['row'], outputs: ['row'], cachers: [json()], name: `step${index + 1}`, deps: [index] })(
      ({ params }: Context, { row }: { row: Row }) => ({ row: work(params.seed, index + 1, row) }),
    ),
  )
  const total = aggregate({ inputs: ['row'], outputs: ['total'], cachers: [json()] })(function total(
    _,
    __,
    { row }: { row: import('stagewright').ByRecord<Row> },
  ) {
    return { total: [...row.values()].reduce((sum, part) => sum + part.sum, 0) }
  })
  const chains = Array.from({ length: records }, (_, index) =>
    others.reduce((chain, next) => next(chain), first(record({ seed: seedOf(index, changed) }))),
  )
  const result = await run(total(record({}), chains), { store: fileStore(folder) })
  report(result.counts.ran)
}

const report = (computed: number): void => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  process.stdout.write(
    JSON.stringify({ computed, cpu: (userCPUTime + systemCPUTime) / 1e6, mib: maxRSS / 1024 }),
  )
}

interface Measure {
  readonly wall: number
  readonly cpu: number
  readonly mib: number
  readonly computed: number
}

const measure = (side: string, folder: string, changed: boolean): Measure => {
  const started = performance.now()
  const child = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), side, folder, changed ? 'changed' : ''],
    {
      encoding: 'utf8',
    },
  )
  if (child.status !== 0) throw new Error(child.stderr)
  return { wall: (performance.now() - started) / 1000, ...JSON.parse(child.stdout) }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const main = (): void => {
  const parent = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'thousand-'))
  const table = new Map<string, Measure[]>()
  const sides = ['loop', 'stagewright']
  for (let round = 0; round < rounds; round++)
    for (const side of sides) {
      const folder = join(parent, `${side}-${round}`)
      for (const [moment, changed] of [
        ['cold', false],
        ['no-op', false],
        ['one changed', true],
      ] as const) {
        const key = `${moment} ${side}`
        table.set(key, [...(table.get(key) ?? []), measure(side, folder, changed)])
      }
    }
  rmSync(parent, { recursive: true, force: true })
  console.log(
    `node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} cores; ${records} x ${stages} + 1, median of ${rounds}`,
  )
  console.log('moment       side          wall s   cpu s     MiB  computed')
  for (const [key, all] of [...table].toSorted(([a], [b]) => a.localeCompare(b))) {
    const of = (name: keyof Measure): number => median(all.map((one) => one[name]))
    const [, moment = '', side = ''] = /^(.*) (\S+)$/u.exec(key) ?? []
    const numbers = [
      of('wall').toFixed(3),
      of('cpu').toFixed(3),
      of('mib').toFixed(0),
      String(of('computed')),
    ]
    console.log(
      `${moment.padEnd(12)} ${side.padEnd(12)} ${numbers.map((text) => text.padStart(7)).join(' ')}`,
    )
  }
  for (const moment of ['cold', 'no-op', 'one changed']) {
    const wallOf = (side: string): readonly number[] =>
      (table.get(`${moment} ${side}`) ?? []).map(({ wall }) => wall)
    const loops = wallOf('loop')
    const ratios = wallOf('stagewright').map((wall, round) => wall / (loops[round] ?? Number.NaN))
    console.log(`${moment}: ${median(ratios).toFixed(2)} times the loop (wall, paired)`)
  }
}

const [, , side, folder = '', changed = ''] = process.argv
if (side === 'loop') loop(folder, changed !== '')
else if (side === 'stagewright') await stagewright(folder, changed !== '')
else main()
