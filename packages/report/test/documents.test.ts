import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { json, makeEngine, memoryStore, record, stage } from '@stagewright/core'
import { collectRun, keepRun, listRuns, readRun, type RunDocument, startLive } from '@stagewright/report'
import Ajv from 'ajv/dist/2020'
import { compareRuns } from '../src/compare/compare-runs.ts'
import { chinese, digits } from './support/digits.ts'
import { documentOf } from './support/documents.ts'

const schema: object = JSON.parse(
  readFileSync(resolve(__dirname, '../schemas/run-document.schema.json'), 'utf8'),
) as object
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false }).compile(schema)
const proven = (document: RunDocument): RunDocument => {
  const plain = JSON.parse(JSON.stringify(document)) as RunDocument
  validate(plain)
  expect(validate.errors).toBeNull()
  return plain
}
const stepOf = (document: RunDocument, id: string) => document.steps.find((step) => step.id === id)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-runs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a run’s document', () => {
  test('tells of each step what was decided, why, what came of it, and what it was made of', async () => {
    const document = proven(await documentOf(digits(), memoryStore()))
    expect(document).toMatchObject({ status: 'finished', counts: { ran: 8, reused: 2, failed: 0 } })
    expect(stepOf(document, 'fit@plain')).toMatchObject({
      decision: 'run',
      explanation: 'first run',
      outcome: 'ran',
      dependsOn: ['load@plain'],
      inputs: [{ name: 'rows', record: 0, digest: expect.any(String) }],
      outputs: [{ name: 'model', preview: '12', format: 'json', size: 2 }],
      reads: [
        { what: 'parameter k', saw: '3' },
        { what: 'parameter fails', saw: 'false' },
      ],
      log: ['fitting 3'],
      reports: { format: 'reports' },
      madeBy: { run: document.run },
    })
  })

  test('shows the name of a record as it is', async () => {
    const greet = stage({ name: 'greet', outputs: ['text'], cachers: [json()] })((context) => ({
      text: context.name,
    }))
    const document = await documentOf([greet(record({}, { name: 'n' }))], memoryStore())
    expect(stepOf(document, 'greet@n')?.reads).toEqual([{ what: 'the name', saw: 'n' }])
  })

  test('shows what was reported again when steps are skipped, and where it was made', async () => {
    const store = memoryStore()
    const first = await documentOf(digits(), store)
    const second = proven(await documentOf(digits(), store))
    expect(second.counts).toMatchObject({ ran: 0, reused: 1, skipped: 9 })
    expect(stepOf(second, 'score@plain')).toMatchObject({
      reports: stepOf(first, 'score@plain')?.reports,
      madeBy: { run: first.run },
    })
  })

  test('of a run that failed comes from its events alone, with what the step had reported', async () => {
    const document = proven(await documentOf(digits({ fails: true }), memoryStore()))
    expect(document.status).toBe('failed')
    expect(stepOf(document, `fit@${chinese}`)).toMatchObject({
      outcome: 'failed',
      error: { tag: 'StageExecutionError', cause: expect.stringContaining('Error: It does not converge') },
      reported: [{ kind: 'plot', name: 'Loss' }],
    })
    expect(stepOf(document, 'compare@all')).toMatchObject({
      outcome: 'blocked',
      blockedBy: `fit@${chinese}`,
    })
  })
})

test('a failed run is compared by what it made, and the steps that it did not get to are counted', async () => {
  const store = memoryStore()
  const before = await documentOf(digits(), store)
  const failed = await documentOf(digits({ k: 7, fails: true }), memoryStore())
  const { same, missing, changed } = compareRuns(before, failed)
  expect({ same, changed: changed.length, missing }).toEqual({
    // What was loaded before the failure.
    same: 3,
    changed: expect.any(Number),
    missing: expect.arrayContaining([`score@${chinese}`, 'compare@all']),
  })
  expect(compareRuns(before, await documentOf(digits(), store))).toMatchObject({ changed: [], missing: [] })
})

describe('a folder of runs', () => {
  test('gives documents back, the newest first, and no more than 200 are kept', async () => {
    const document = await documentOf(digits(), memoryStore())
    for (let at = 0; at < 203; at++)
      keepRun(folder, { ...document, run: `run-${String(at).padStart(3, '0')}` })
    const runs = listRuns(folder)
    expect([runs.length, runs[0], runs.at(-1)]).toEqual([200, 'run-202', 'run-003'])
    expect(readRun(folder, 'run-100')).toEqual(JSON.parse(JSON.stringify({ ...document, run: 'run-100' })))
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('has nothing to say of what is damaged, of another format, or outside', async () => {
    const document = await documentOf(digits(), memoryStore())
    keepRun(folder, document)
    truncateSync(join(folder, `${document.run}.json.gz`), 100)
    expect(readRun(folder, document.run)).toBeUndefined()
    writeFileSync(
      join(folder, 'other.live'),
      '{"document":{"format":"stagewright-run","version":2,"steps":[]}}\n',
    )
    expect(readRun(folder, 'other')).toBeUndefined()
    expect(readRun(folder, '../runs/other')).toBeUndefined()
    expect(readRun(folder, 'absent')).toBeUndefined()
  })

  test('tells of a run that goes on, also when its last line is half written or it was killed', async () => {
    const collector = collectRun({
      experiment: 'd',
      file: 'd.ts',
      store: 's',
      environment: { node: '', platform: '', cpus: 1, versions: {} },
      reproduce: [],
    })
    let tell: ReturnType<typeof startLive> | undefined
    const seen: (RunDocument | undefined)[] = []
    await makeEngine().run(digits(), {
      store: memoryStore(),
      concurrency: 1,
      onEvent: (event) => {
        collector.note(event)
        const document = collector.document()
        if (tell === undefined && document !== undefined) tell = startLive(folder, document)
        const changes = collector.changes()
        if (changes !== undefined) tell?.(changes)
        if (document !== undefined && event.type !== 'run-finished') seen.push(readRun(folder, document.run))
      },
    })
    const halfway = seen[Math.floor(seen.length / 2)]
    expect(halfway?.status).toBe('running')
    expect(halfway?.counts.ran).toBeGreaterThan(0)
    const [name = ''] = readdirSync(folder)
    const text = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text.slice(0, -30))
    expect(readRun(folder, name.replace('.live', ''))).toMatchObject({ status: 'running' })
    const document = collector.document()
    if (document !== undefined) keepRun(folder, document)
    expect(readdirSync(folder)).toEqual([
      name.replace('.live', '.json.gz'),
      // What the list of runs shows of it.
      name.replace('.live', '.line.json'),
    ])
  })

  test('says of a run that was killed that it stopped, and what it never reached', async () => {
    const writer = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=stagewright-source',
        join(__dirname, 'support/write-live.ts'),
        folder,
      ],
      { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [run] = (await once(writer.stdout, 'data')) as [Buffer]
    expect(readRun(folder, run.toString())).toMatchObject({ status: 'running', counts: { running: 1 } })
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    expect(readRun(folder, run.toString())).toMatchObject({
      status: 'stopped',
      counts: { running: 0, waiting: 0, left: 7 },
    })
  })

  test('says of a run of another machine that it stopped once that is silent for a quarter of an hour', async () => {
    const document = { ...(await documentOf(digits(), memoryStore())), run: 'far', status: 'running' }
    const path = join(folder, 'far.live')
    writeFileSync(path, `${JSON.stringify({ host: 'another machine', pid: 1, document })}\n`)
    expect(readRun(folder, 'far')?.status).toBe('running')
    const before = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    utimesSync(path, before(14), before(14))
    expect(readRun(folder, 'far')?.status).toBe('running')
    utimesSync(path, before(16), before(16))
    expect(readRun(folder, 'far')?.status).toBe('stopped')
  })
})
