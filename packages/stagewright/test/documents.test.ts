import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { listRuns, readRun, runsFolder } from '@stagewright/report'
import { fileStore, json, memoryStore, record, run, runTask, stage, type StageContext } from 'stagewright'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'

let folder: string
beforeEach(() => {
  folder = join(temporaryFolder(), 'store')
})

const fails = { now: false }
const load = stage({ outputs: ['rows'], cachers: [json()], version: '1' })(function load({
  params,
}: StageContext<{ size: number }>) {
  if (fails.now) throw new Error('no rows')
  return { rows: params.size }
})
const target = (size: number) => load(record({ size }, { name: 'small' }))

const documents = () => {
  const runs = runsFolder(folder)
  return listRuns(runs).map((id) => readRun(runs, id))
}

test('a program’s run leaves a document beside its store on request, with the program and how it ended', async () => {
  const store = fileStore(folder)
  const types: string[] = []
  await run(target(1), { store })
  expect(documents()).toEqual([])
  await run(target(2), {
    store,
    documents: true,
    experiment: 'sizes',
    onEvent: ({ type }) => types.push(type),
  })
  const right = await runTask(target(2), { store, documents: true })()
  expect(right._tag).toBe('Right')
  fails.now = true
  const left = await runTask(target(3), { store, documents: true })()
  await expect(run(target(4), { store, documents: true })).rejects.toThrow('no rows')
  fails.now = false
  expect(left).toMatchObject({ _tag: 'Left', left: { _tag: 'StageExecutionError' } })
  expect(types).toContain('step-finished')
  const [failed, failedTask, reused, first] = documents()
  expect([failed?.status, failedTask?.status, reused?.status, first?.status]).toEqual([
    'failed',
    'failed',
    'finished',
    'finished',
  ])
  expect(first).toMatchObject({ experiment: 'sizes', store: folder, counts: { ran: 1 } })
  expect(first?.steps).toMatchObject([
    { id: 'load@small', outcome: 'ran', outputs: [{ name: 'rows', preview: '2' }] },
  ])
  expect(reused?.counts.reused).toBe(1)
})

test('a dry run, and a run that saves nothing, leave no document', async () => {
  const store = fileStore(folder)
  await run(target(1), { store, documents: true, dryRun: true })
  await run(target(1), { store, documents: true, cache: 'off' })
  expect(existsSync(runsFolder(folder))).toBe(false)
})

test('a store without a folder is refused where documents are wanted, before anything runs', async () => {
  const store = memoryStore()
  await expect(run(target(1), { store, documents: true })).rejects.toThrow(
    "the store 'in memory' has none. Leave 'documents' out, or use a fileStore.",
  )
  expect(await runTask(target(1), { store, documents: true })()).toMatchObject({
    _tag: 'Left',
    left: { _tag: 'InvalidArgumentError' },
  })
  // A caller without types.
  await expect(run(target(1), { store, documents: 'yes' as unknown as boolean })).rejects.toThrow(
    "Option 'documents' is true or false, and not yes.",
  )
})

test('the command shows the run of a program of its own: in history, as a report, and why a value changed', () => {
  const project = temporaryFolder()
  mkdirSync(project, { recursive: true })
  symlinkSync(resolve(__dirname, '../../../node_modules'), join(project, 'node_modules'))
  writeFileSync(
    join(project, 'program.mjs'),
    `import { json, record, run, stage } from 'stagewright'
const load = stage({ outputs: ['rows'], cachers: [json()] })(function load({ params }) {
  return { rows: params.size }
})
await run(load(record({ size: Number(process.argv[2]) }, { name: 'small' })), { documents: true })
`,
  )
  const node = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
  const command = (...args: readonly string[]): string =>
    node('node_modules/stagewright/bin/stagewright.js', ...args)
  node('program.mjs', '1')
  node('program.mjs', '2')
  expect(command('history')).toMatch(/finished .* program +program\.mjs +load/u)
  expect(command('why', 'rows')).toContain('parameter size changed from 1 to 2')
  expect(existsSync(join(project, command('report').trim()))).toBe(true)
}, 60_000)
