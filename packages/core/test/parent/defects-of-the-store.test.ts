import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, plan, verifyStore } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

/** Longer than what a store keeps in its index, so that it becomes a file. */
const long = (text: string): string => text.repeat(80_000)

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('7. stages and outputs whose names run together keep their artifacts apart', async () => {
  const folder = temporaryFolder()
  const bench = workbench(fileStore(folder))
  const make = (name: string, ...outputs: readonly string[]) =>
    untyped.stage({ name, outputs, cachers: outputs.map(() => json()), version: 1 })(() =>
      Object.fromEntries(outputs.map((output) => [output, long(`${name}/${output};`)])),
    )
  const stages = [make('a', 'b_c'), make('a_b', 'c'), make('x', 'x', 'x_metadata', 'execution', 'x.json')]
  const targets = stages.map((apply) => apply(untyped.record({}, { name: 'r' })))
  await bench.run(targets)
  const told = await bench.run(targets)
  expect(told.called).toEqual([])
  const expected = [['b_c'], ['c'], ['x', 'x_metadata', 'execution', 'x.json']]
  for (const [index, names] of expected.entries())
    for (const name of names)
      expect(await told.value(targets[index]!, name)).toBe(long(`${['a', 'a_b', 'x'][index]}/${name};`))
})

describe('11. a damaged artifact', () => {
  const make = untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version: 1 })(() => ({
    x: long('ok'),
  }))
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ['truncated', (file) => truncateSync(file, 100)],
    ['empty', (file) => truncateSync(file, 0)],
    ['changed in one byte', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('ok', 'no'))],
  ]
  const useOf = (version: number) =>
    untyped.stage({ name: 'use', inputs: ['x'], outputs: ['y'], cachers: [json()], version })((_, { x }) => ({
      y: x.slice(0, 4),
    }))

  test.each(damages)('that is %s is made anew by the run that needs it', async (_, damage) => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    await bench.run(useOf(1)(make(untyped.record({}))))
    for (const file of filesBelow(join(folder, 'artifacts')).filter((path) => path.endsWith('x.json')))
      damage(file)
    const target = useOf(2)(make(untyped.record({})))
    const told = await bench.run(target)
    expect(told.order).toEqual(['make', 'use'])
    expect(await told.value(target, 'y')).toBe('okok')
    expect((await bench.run(useOf(3)(make(untyped.record({}))))).called).toEqual(['use'])
  })

  test.each(damages.slice(0, 2))(
    'that is %s is told as damaged by the plan, and put aside by the run',
    async (_, damage) => {
      const folder = temporaryFolder()
      const store = fileStore(folder)
      const target = make(untyped.record({}, { name: 'r' }))
      await workbench(store).run(target)
      for (const file of filesBelow(join(folder, 'artifacts')).filter((path) => path.endsWith('x.json')))
        damage(file)
      const [step] = (await plan(target, { store })).steps
      expect([step?.decision, step?.reason.type]).toEqual(['run', 'artifact-corrupt'])
      const told = await workbench(store).run(target)
      expect(told.called).toEqual(['make'])
      expect(filesBelow(join(folder, 'quarantine'))).toHaveLength(1)
      expect(await told.value(target, 'x')).toBe(long('ok'))
      expect((await verifyStore(folder)).problems).toEqual([])
    },
  )

  test('is reported, and put aside', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    await bench.run(make(untyped.record({}, { name: 'r' })))
    const [file = ''] = filesBelow(join(folder, 'artifacts')).filter((path) => path.endsWith('x.json'))
    writeFileSync(file, readFileSync(file, 'utf8').replace('ok', 'no'))
    const told = await bench.run(useOf(1)(make(untyped.record({}, { name: 'r' }))))
    expect(told.warnings).toMatchObject([{ type: 'artifact-lost' }])
    expect(told.warnings[0]?.message).toContain("'x' of make@r is damaged; it was put aside and is made anew")
    expect(filesBelow(join(folder, 'quarantine')).length).toBeGreaterThan(0)
  })

  test('that nobody loads stops nobody', async () => {
    const folder = temporaryFolder()
    const bench = workbench(fileStore(folder))
    const target = useOf(1)(make(untyped.record({})))
    await bench.run(target)
    for (const file of filesBelow(join(folder, 'artifacts'))) truncateSync(file, 1)
    const told = await bench.run(target)
    expect(told.called).toEqual([])
    expect(await told.value(target, 'y')).toBe('okok')
  })
})

describe('15. a dry run', () => {
  test.each(['nothing', 'results of earlier code'])('writes nothing where there is %s', async (what) => {
    const folder = join(temporaryFolder(), 'store')
    const bench = workbench(fileStore(folder))
    const make = (version: number) =>
      untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version })(() => ({ x: long('x') }))
    if (what !== 'nothing') await bench.run(make(1)(untyped.record({})))
    const before = contentOf(folder)
    const told = await bench.run(make(2)(untyped.record({})), { dryRun: true })
    expect(told.called).toEqual([])
    expect(told.steps.map(({ decision, outcome }) => [decision, outcome])).toEqual([['run', 'skipped']])
    expect(contentOf(folder)).toEqual(before)
  })

  const contentOf = (folder: string): unknown => {
    try {
      return filesBelow(folder)
        .toSorted()
        .map((file) => [file, readFileSync(file).toString('base64')])
    } catch {
      return 'no folder'
    }
  }
})
