import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { collectGarbage, fileStore, plan, record, text, stage, verifyStore } from 'stagewright'
import { memoryRemote, type MemoryRemote } from '../../../../testing/src/remote-conformance/index.ts'
import { temporaryFolder } from '../../../../core/test/support/temporary-folder.ts'
import { callsOf, machine, measured, run } from './machines.ts'

const warnings: string[] = []
const { emitWarning } = process
beforeAll(() => {
  process.emitWarning = (warning: string | Error): void => void warnings.push(String(warning))
})
afterAll(() => {
  process.emitWarning = emitWarning
})
beforeEach(() => void warnings.splice(0))

const warned = (): string => warnings.join('\n')

const objectsBelow = (remote: MemoryRemote, beginning: string): readonly string[] =>
  [...remote.objects.keys()].filter((name) => name.startsWith(beginning))

const damage = (remote: MemoryRemote, beginning: string): void => {
  for (const name of objectsBelow(remote, beginning)) {
    const { bytes, writtenAt } = remote.objects.get(name)!
    remote.objects.set(name, {
      bytes: bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)),
      writtenAt,
    })
  }
}

test('without the network a plan and a run go on with what is here, and what is made is shared later', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(1), { store: here })
  remote.setReachable(false)
  expect((await plan(measured(1), { store: here })).counts).toMatchObject({ run: 0 })
  expect(await callsOf(() => run(measured(2), { store: here }))).toEqual(['measure'])
  expect(warned()).toMatch(/memory-\d+ cannot be reached: The network is down\./u)
  expect(await callsOf(() => run(measured(1), { store: there }))).toEqual(['load', 'measure'])
  remote.setReachable(true)
  await run(measured(1), { store: here })
  expect(await callsOf(() => run(measured(2), { store: there }))).toEqual([])
})

test('what only the remote has is not planned to be reused without the network', async () => {
  const remote = memoryRemote()
  const there = machine(remote)
  await run(measured(1), { store: machine(remote) })
  expect((await plan(measured(2), { store: there })).counts).toMatchObject({ run: 1 })
  remote.setReachable(false)
  expect(await callsOf(() => run(measured(2), { store: there }))).toEqual(['load', 'measure'])
})

test.each([
  ['a large', 'v1/artifacts/'],
  ['a small', 'v1/bundles/'],
])(
  '%s artifact that is damaged in the remote is never used: it is made again, and mended there',
  async (_, beginning) => {
    const remote = memoryRemote()
    const [there, third] = [machine(remote), machine(remote)]
    await run(measured(1), { store: machine(remote) })
    damage(remote, beginning)
    expect(await callsOf(() => run(measured(2), { store: there }))).toEqual(['load', 'measure'])
    expect(warned()).toContain(`damaged object (${beginning}`)
    const target = measured(2)
    const result = await run(target, { store: third })
    expect(result.counts).toMatchObject({ ran: 0 })
    expect(await result.value(target, 'length')).toBe(200_012)
    expect(await result.value(target, 'big')).toHaveLength(100_003)
  },
)

test('a segment that is damaged is as if it were not there', async () => {
  const remote = memoryRemote()
  const there = machine(remote)
  await run(measured(), { store: machine(remote) })
  damage(remote, 'v1/index/')
  expect(await callsOf(() => run(measured(), { store: there }))).toEqual(['load', 'measure'])
  expect(warned()).toContain('damaged object (v1/index/')
  expect(readdirSync(join(there.folder, 'quarantine'))).toHaveLength(1)
})

test('artifacts that are gone from the remote are made again', async () => {
  const remote = memoryRemote()
  const [there, third] = [machine(remote), machine(remote)]
  await run(measured(1), { store: machine(remote) })
  for (const name of objectsBelow(remote, 'v1/artifacts/')) remote.objects.delete(name)
  expect(await callsOf(() => run(measured(2), { store: there }))).toEqual(['load', 'measure'])
  const target = measured(2)
  const result = await run(target, { store: third })
  expect(await result.value(target, 'big')).toHaveLength(100_003)
})

test('artifacts that are gone from the remote are sent again with the next execution that names them', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(1), { store: here })
  for (const name of remote.objects.keys()) if (!name.startsWith('v1/index/')) remote.objects.delete(name)
  await run(measured(1), { store: here, overwrite: true })
  const target = measured(1)
  expect(await callsOf(async () => (await run(target, { store: there })).value(target, 'big'))).toEqual([])
})

test('an artifact that is lost here is fetched again, and not made', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  await run(measured(1), { store: here })
  rmSync(join(here.folder, 'artifacts'), { recursive: true })
  expect(await callsOf(() => run(measured(2), { store: here }))).toEqual(['measure'])
})

test('an index that is lost takes over again what the remote has', async () => {
  const remote = memoryRemote()
  const there = machine(remote)
  await run(measured(1), { store: machine(remote) })
  await run(measured(1), { store: there })
  await there.close()
  for (const name of readdirSync(there.folder))
    if (name.startsWith('index-')) rmSync(join(there.folder, name))
  expect(await callsOf(() => run(measured(1), { store: there }))).toEqual([])
})

test('what is known of a remote may be lost or damaged at any time', async () => {
  const remote = memoryRemote()
  const there = machine(remote)
  await run(measured(1), { store: machine(remote) })
  await run(measured(1), { store: there })
  const known = readdirSync(there.folder).filter((name) => /^remote-.*sqlite$/u.test(name))
  expect(known).toHaveLength(1)
  rmSync(join(there.folder, known[0]!))
  expect(await callsOf(() => run(measured(1), { store: there }))).toEqual([])
  expect(existsSync(join(there.folder, known[0]!))).toBe(true)
})

test('a store that was used without a remote shares all it holds', async () => {
  const remote = memoryRemote()
  const folder = temporaryFolder()
  await run(measured(1), { store: fileStore(folder) })
  await run(measured(1), { store: fileStore(folder, { remote }) })
  expect(await callsOf(() => run(measured(1), { store: machine(remote) }))).toEqual([])
})

test('what was shared through one remote is shared through another one', async () => {
  const [first, second] = [memoryRemote('first'), memoryRemote('second')]
  const folder = temporaryFolder()
  await run(measured(1), { store: machine(first) })
  const target = measured(1)
  const between = await run(target, { store: fileStore(folder, { remote: first }) })
  await Promise.all([
    between.value(target, 'big'),
    between.value(target, 'text'),
    between.value(target, 'length'),
  ])
  await run(measured(1), { store: fileStore(folder, { remote: second }) })
  expect(await callsOf(() => run(measured(1), { store: machine(second) }))).toEqual([])
})

test('of two machines that made different things of one key, the one that began last holds everywhere', async () => {
  let made = 0
  const draw = stage({ outputs: ['drawn'], cachers: [text()], version: '1' })(function draw() {
    return { drawn: `drawn ${++made}` }
  })
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  remote.setReachable(false)
  await run(draw(record({})), { store: here })
  await run(draw(record({})), { store: there })
  remote.setReachable(true)
  const valueIn = async (store: typeof here): Promise<string> => {
    const target = draw(record({}))
    const result = await run(target, { store })
    return String(await result.value(target, 'drawn'))
  }
  await valueIn(there)
  for (const store of [here, there, machine(remote), here]) expect(await valueIn(store)).toBe('drawn 2')
  expect(made).toBe(2)
})

test('garbage collection and verification of the folder leave what is fetched as whole as what was made', async () => {
  const remote = memoryRemote()
  const there = machine(remote)
  await run(measured(1), { store: machine(remote) })
  const target = measured(1)
  const result = await run(target, { store: there })
  await result.value(target, 'big')
  await result.value(target, 'length')
  await there.close()
  await collectGarbage(there.folder)
  const report = await verifyStore(there.folder)
  // What was never loaded is not here.
  expect(report.problems.map(({ artifact }) => artifact)).toEqual(['text'])
  expect(await callsOf(() => run(measured(1), { store: there }))).toEqual([])
})

test('requests for a plan do not grow with the number of steps', async () => {
  const remote = memoryRemote()
  const many = (count: number) => Array.from({ length: count }, (_, factor) => measured(factor, 'requests'))
  const requests = async (act: () => Promise<unknown>): Promise<number> => {
    const before = remote.asked.length
    await act()
    return remote.asked.length - before
  }
  const here = machine(remote)
  expect(await requests(() => run(many(10), { store: here }))).toBeLessThan(8)
  expect(await requests(() => run(many(300), { store: here }))).toBeLessThan(8)
  // None where this process has asked within the last second.
  expect(await requests(() => plan(many(300), { store: here }))).toBeLessThanOrEqual(1)
  expect(await requests(() => plan(many(300), { store: machine(remote) }))).toBe(3)
})
