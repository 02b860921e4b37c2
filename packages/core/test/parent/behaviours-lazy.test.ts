import { readFileSync } from 'node:fs'
import {
  fileStore,
  json,
  type LazyHandle,
  lazy,
  memoryStore,
  record,
  stage,
  type StageContext,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { thrownBy, workbench } from '../support/workbench.ts'

/** A cacher that counts how often it loads. */
const counting = () => {
  const counts = { loads: 0, saves: 0 }
  const cacher = {
    ...json(),
    save: (value: unknown) => {
      counts.saves++
      return new TextEncoder().encode(JSON.stringify(value))
    },
    load: (bytes: Uint8Array): unknown => {
      counts.loads++
      return JSON.parse(new TextDecoder().decode(bytes))
    },
  }
  return { counts, cacher }
}

const usesOf = (made: { output: unknown; cacher: unknown }) => {
  const seen: unknown[] = []
  const make = untyped.stage({ name: 'make', outputs: [made.output], cachers: [made.cacher], version: 1 })(
    ({ params }) => ({ big: { k: params.k } }),
  )
  const use = (name: string) =>
    untyped.stage({ name, inputs: ['big'], version: 1 })((_, { big }) => void seen.push(big))
  const targetsOf = (k: number) => {
    const base = make(untyped.record({ k }))
    return [use('one')(base), use('two')(base)]
  }
  return { seen, targetsOf }
}

describe('17. a lazy output', () => {
  test('is saved, dropped from memory, and loaded at each use', async () => {
    const { counts, cacher } = counting()
    const { seen, targetsOf } = usesOf({ output: lazy('big'), cacher })
    await workbench().run(targetsOf(1), { concurrency: 1 })
    expect(counts).toEqual({ saves: 1, loads: 2 })
    expect(seen).toEqual([{ k: 1 }, { k: 1 }])
    expect(seen[0]).not.toBe(seen[1])
  })

  test('that is not lazy is handed over as it was returned, once for all', async () => {
    const { counts, cacher } = counting()
    const { seen, targetsOf } = usesOf({ output: 'big', cacher })
    await workbench().run(targetsOf(1), { concurrency: 1 })
    expect(counts).toEqual({ saves: 1, loads: 0 })
    expect(seen[0]).toBe(seen[1])
  })

  test('without cachers raises OutputSignatureError at wrap time', () => {
    const error = thrownBy(() =>
      untyped.stage({ name: 'keepless', outputs: [lazy('big')] })(() => ({ big: 1 })),
    )
    expect(error).toMatchObject({ _tag: 'OutputSignatureError', stage: 'keepless', artifact: 'big' })
    expect(error.message).toContain("Add 'cachers'")
  })

  test('with resolve: false comes as a handle with load() and path()', async () => {
    const make = stage({ outputs: [lazy('rows', { resolve: false })], cachers: [json()] })(function make() {
      return { rows: [1, 2, 3] }
    })
    const sum = stage({ inputs: ['rows'], outputs: ['sum', 'path'] })(async function sum(
      _: StageContext,
      { rows }: { rows: LazyHandle<number[]> },
    ) {
      const loaded = await rows.load()
      return { sum: loaded.reduce((a, b) => a + b), path: await rows.path() }
    })
    const target = sum(make(record({})))
    const told = await workbench(fileStore(temporaryFolder())).run(target)
    expect(await told.value(target, 'sum')).toBe(6)
    expect(JSON.parse(readFileSync(await told.value(target, 'path'), 'utf8'))).toEqual([1, 2, 3])
    expect(await told.value(target, 'rows')).toEqual([1, 2, 3])
  })

  test('changes nothing about skipping', async () => {
    const { targetsOf } = usesOf({ output: lazy('big'), cacher: json() })
    const bench = workbench()
    await bench.run(targetsOf(1))
    expect((await bench.run(targetsOf(1))).called).toEqual(['one', 'two'])
  })
})

describe('18. the run’s option lazy', () => {
  test.each([
    ['all', 'big', 2],
    ['declared', 'big', 0],
    ['none', lazy('big'), 0],
    ['declared', lazy('big'), 2],
  ] as const)('%s, for the output %p, loads %i times', async (laziness, output, loads) => {
    const { counts, cacher } = counting()
    const { seen, targetsOf } = usesOf({ output, cacher })
    await workbench().run(targetsOf(1), { lazy: laziness, concurrency: 1 })
    expect(counts.loads).toBe(loads)
    expect(seen).toEqual([{ k: 1 }, { k: 1 }])
  })

  test('holds for that run alone', async () => {
    const { counts, cacher } = counting()
    const { targetsOf } = usesOf({ output: 'big', cacher })
    await workbench(memoryStore()).run(targetsOf(1), { lazy: 'all' })
    expect(counts.loads).toBe(2)
    await workbench(memoryStore()).run(targetsOf(1))
    expect(counts.loads).toBe(2)
  })
})
