import { collectRemoteGarbage, syncStore, verifyRemote } from 'stagewright'
import { memoryRemote, type MemoryRemote } from '../../../../testing/src/remote-conformance/index.ts'
import { temporaryFolder } from '../../../../core/test/support/temporary-folder.ts'
import { callsOf, joined, machine, measured, run } from './machines.ts'

const { emitWarning } = process
beforeAll(() => {
  process.emitWarning = () => {}
})
afterAll(() => {
  process.emitWarning = emitWarning
})

const dayMs = 24 * 3600_000
const namesBelow = (remote: MemoryRemote, beginning: string): readonly string[] =>
  [...remote.objects.keys()].filter((name) => name.startsWith(beginning))

/** As if all that is there had been written so long ago. */
const age = (remote: MemoryRemote, ms: number): void => {
  for (const [name, { bytes, writtenAt }] of remote.objects)
    remote.objects.set(name, { bytes, writtenAt: writtenAt - ms })
}

test('many segments become one pack, which a fresh machine reads in their stead', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  for (const factor of [1, 2, 3, 4]) await run(measured(factor), { store: here })
  await run(joined('a', 'b'), { store: here })
  await run(measured(1), { store: there })
  const report = await collectRemoteGarbage(here.folder, remote)
  expect(report).toMatchObject({ segments: 5, packs: 1, dropped: 0, removed: 0 })
  // For a week the segments stay, for those who have just listed them.
  expect(namesBelow(remote, 'v1/index/')).toHaveLength(6)
  age(remote, 8 * dayMs)
  await collectRemoteGarbage(here.folder, remote)
  expect(namesBelow(remote, 'v1/index/')).toEqual([expect.stringContaining('pack-')])
  for (const [store, word] of [
    [there, 'c'],
    [machine(remote), 'd'],
  ] as const) {
    const target = measured(3)
    expect(await callsOf(async () => (await run(target, { store })).value(target, 'big'))).toEqual([])
    expect(await callsOf(() => run(joined('a', 'b'), { store }))).toEqual([])
    expect(await callsOf(() => run(joined('b', word), { store }))).toEqual(['split', 'double', 'join'])
  }
})

test('a machine that knows the members of a pack reads its beginning alone', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  for (const factor of [1, 2]) await run(measured(factor), { store: here })
  await run(measured(1), { store: there })
  await collectRemoteGarbage(here.folder, remote)
  remote.asked.length = 0
  await run(measured(1), { store: there })
  expect(remote.asked.map(({ what }) => what)).toEqual(['list', 'get'])
  remote.asked.length = 0
  await run(measured(1), { store: there })
  expect(remote.asked.map(({ what }) => what)).toEqual(['list'])
})

test('what an overwrite replaced goes after the grace period, and what it shares with what stays does not', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  await run(measured(1), { store: here })
  await run(measured(1), { store: here, overwrite: true })
  expect((await collectRemoteGarbage(here.folder, remote)).dropped).toBe(2)
  age(remote, 8 * dayMs)
  await collectRemoteGarbage(here.folder, remote)
  age(remote, 8 * dayMs)
  expect(await collectRemoteGarbage(here.folder, remote)).toMatchObject({ kept: 2, dropped: 0 })
  const target = measured(1)
  expect(
    await callsOf(async () => (await run(target, { store: machine(remote) })).value(target, 'big')),
  ).toEqual([])
  expect((await verifyRemote(here.folder, remote)).problems).toEqual([])
})

test('artifacts that no execution names go, unless they were written lately', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  await run(measured(1), { store: here })
  for (const name of namesBelow(remote, 'v1/index/')) remote.objects.delete(name)
  expect(await collectRemoteGarbage(here.folder, remote)).toMatchObject({ removed: 0 })
  age(remote, 8 * dayMs)
  expect(await collectRemoteGarbage(here.folder, remote, { dryRun: true })).toMatchObject({ removed: 2 })
  expect(remote.objects.size).toBe(2)
  expect(await collectRemoteGarbage(here.folder, remote)).toMatchObject({ removed: 2, bytesKept: 0 })
})

test('executions that are too old go with their artifacts, and a machine without them makes them again', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  await run(measured(1), { store: here })
  await collectRemoteGarbage(here.folder, remote, { olderThanMs: -1 })
  age(remote, 8 * dayMs)
  await collectRemoteGarbage(here.folder, remote)
  expect(namesBelow(remote, 'v1/artifacts/')).toEqual([])
  expect(await callsOf(() => run(measured(1), { store: machine(remote) }))).toEqual(['load', 'measure'])
})

test('a machine that writes while garbage is collected loses nothing', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(1), { store: here })
  const collecting = (async () => {
    for (let round = 0; round < 5; round++) await collectRemoteGarbage(here.folder, remote)
  })()
  for (const factor of [2, 3, 4, 5]) await run(measured(factor), { store: there })
  await collecting
  const store = machine(remote)
  for (const factor of [1, 2, 3, 4, 5])
    expect(await callsOf(() => run(measured(factor), { store }))).toEqual([])
})

test('every damaged object is found and removed, and the machine that holds its content sends it again', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  await run(measured(1), { store: here })
  expect(await verifyRemote(here.folder, remote)).toMatchObject({ executions: 2, problems: [] })
  for (const [name, { bytes, writtenAt }] of remote.objects) {
    bytes[bytes.length - 9]! ^= 4
    remote.objects.set(name, { bytes, writtenAt })
  }
  expect((await verifyRemote(here.folder, remote, { readOnly: true })).problems).toHaveLength(3)
  expect(remote.objects.size).toBe(3)
  expect((await verifyRemote(here.folder, remote)).problems).toHaveLength(3)
  expect(remote.objects.size).toBe(0)
  expect(await syncStore(here.folder, remote)).toEqual({ received: 0, sent: 2, lacking: 0 })
  expect((await verifyRemote(here.folder, remote)).problems).toEqual([])
  expect(await callsOf(() => run(measured(1), { store: machine(remote) }))).toEqual([])
})

test('a store is brought up to date, both ways, without a run', async () => {
  const remote = memoryRemote()
  const here = machine(remote)
  remote.setReachable(false)
  await run(measured(1), { store: here })
  await expect(syncStore(here.folder, remote)).rejects.toMatchObject({ _tag: 'StoreError' })
  remote.setReachable(true)
  const folder = temporaryFolder()
  expect(await syncStore(here.folder, remote)).toEqual({ received: 0, sent: 2, lacking: 0 })
  expect(await syncStore(folder, remote)).toEqual({ received: 2, sent: 0, lacking: 0 })
  expect(await syncStore(folder, remote)).toEqual({ received: 0, sent: 0, lacking: 0 })
})
