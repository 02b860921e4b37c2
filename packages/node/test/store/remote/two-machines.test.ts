import { fileStore, plan } from 'stagewright'
import { memoryRemote } from '../../../../testing/src/remote-conformance/index.ts'
import { storeConformance } from '../../../../testing/src/store-conformance/index.ts'
import { temporaryFolder } from '../../../../core/test/support/temporary-folder.ts'
import { callsOf, joined, machine, measured, run } from './machines.ts'

test('what one machine made another one reuses, and loads', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  expect(await callsOf(() => run(measured(), { store: here }))).toEqual(['load', 'measure'])
  const target = measured()
  expect((await plan(target, { store: there })).counts).toMatchObject({ run: 0 })
  const again = await run(target, { store: there })
  expect(again.counts).toMatchObject({ ran: 0 })
  expect(await again.value(target, 'length')).toBe(100_006)
  expect(await again.value(target, 'big')).toHaveLength(100_003)
})

test('a step that reads what another machine made is given it', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(1), { store: here })
  const target = measured(2)
  expect(await callsOf(() => run(target, { store: there }))).toEqual(['measure'])
  const back = await run(target, { store: here })
  expect(back.counts).toMatchObject({ ran: 0 })
  expect(await back.value(target, 'length')).toBe(200_012)
})

test('what was fetched once is there without the remote', async () => {
  const remote = memoryRemote()
  await run(measured(), { store: machine(remote) })
  const folder = temporaryFolder()
  const target = measured()
  const first = await run(target, { store: fileStore(folder, { remote }) })
  await first.value(target, 'big')
  await first.value(target, 'length')
  const alone = await run(target, { store: fileStore(folder) })
  expect(alone.counts).toMatchObject({ ran: 0 })
  expect(await alone.value(target, 'big')).toHaveLength(100_003)
})

test('lists and their items are shared, one more item costs one more call', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  const large = 'y'.repeat(90_000)
  await run(joined('a', 'b', large), { store: here })
  expect(await callsOf(() => run(joined('a', 'b', large), { store: there }))).toEqual([])
  expect(await callsOf(() => run(joined('c', 'a', large, 'b'), { store: there }))).toEqual([
    'split',
    'double',
    'join',
  ])
  const target = joined('c', 'a', large, 'b')
  const back = await run(target, { store: here })
  expect(back.counts).toMatchObject({ ran: 0 })
  expect(await back.value(target, 'all')).toBe(`ccaa${large}${large}bb`)
})

test('an overwrite on one machine lasts on the other', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(), { store: here })
  await run(measured(), { store: there })
  await run(measured(), { store: here, overwrite: ['measure'] })
  const session = await there.open({ readOnly: false })
  const [latest] = (await session.latest(['measure'], 1))[0] ?? []
  await session.close()
  const original = await here.open({ readOnly: true })
  const [own] = (await original.latest(['measure'], 1))[0] ?? []
  await original.close()
  expect(latest?.run).toBe(own?.run)
})

test('on a fresh machine a change is explained by what another one did', async () => {
  const remote = memoryRemote()
  await run(measured(1), { store: machine(remote) })
  const planned = await plan(measured(2), { store: machine(remote) })
  expect(planned.steps.map(({ decision }) => decision)).toEqual(['reuse', 'run'])
  expect(planned.toString()).toContain("parameter 'factor' changed")
})

test('a machine that did a step itself compares with its own last execution', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  await run(measured(1), { store: there })
  await run(measured(5), { store: here })
  await (await there.open({ readOnly: false })).close()
  const planned = await plan(measured(2), { store: there })
  expect(planned.toString()).toMatch(/1 → 2|1 to 2|from 1/u)
})

describe('a file store that shares through a remote', () => {
  const facts = storeConformance(() =>
    Promise.resolve({
      store: fileStore(temporaryFolder(), { remote: memoryRemote() }),
    }),
  )
  test.each(facts)('$title', ({ run: check }) => check())
})
