import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  aggregate,
  collectGarbage,
  type ByRecord,
  type BytesCacher,
  fileStore,
  json,
  lazy,
  memoryStore,
  readHistory,
  record,
  type RunResult,
  stage,
  type StageContext,
  type Store,
  type StoredArtifact,
  text,
  verifyStore,
} from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { failureOf, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

/** Text with its format before it, so that nobody reads another one's by chance. */
const marked = (format: string): BytesCacher<string> => ({
  via: 'bytes',
  format,
  extension: 'txt',
  save: (value) => Buffer.from(`${format}:${value}`),
  load: (bytes) => {
    const whole = Buffer.from(bytes).toString()
    if (!whole.startsWith(`${format}:`)) throw new Error(`this is not ${format}`)
    return whole.slice(format.length + 1)
  },
})
const first = marked('first')
const second = { ...marked('second'), reads: [first] }

const words = 'words '.repeat(20_000)
const making = (cacher: BytesCacher<string>) =>
  stage({ outputs: ['words'], cachers: [cacher] })(function make() {
    return { words }
  })
const makingLazily = (cacher: BytesCacher<string>) =>
  stage({ outputs: [lazy('words', { resolve: false })], cachers: [cacher] })(function make() {
    return { words }
  })
const counting = (edition: number) =>
  stage({ inputs: ['words'], outputs: ['count'], cachers: [json()], version: edition })(function count(
    _: StageContext,
    inputs: { words: string },
  ) {
    return { count: inputs.words.length }
  })

const storedIn = async (store: Store, stageName: string): Promise<StoredArtifact | undefined> => {
  const session = await store.open({ readOnly: true })
  try {
    return (await one(session).latest(stageName, 1))[0]?.outputs[0]?.stored
  } finally {
    await session.close()
  }
}
const damage = async (store: Store): Promise<void> => {
  const session = await store.open({ readOnly: true })
  const stored = (await one(session).latest('make', 1))[0]?.outputs[0]?.stored
  const path = (stored && (await session.path?.(stored))) ?? ''
  await session.close()
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
const digestOf = ({ artifact }: RunResult, target: Parameters<RunResult['value']>[0]): string => {
  const found = artifact(target as ReturnType<ReturnType<typeof making>>, 'words')
  return found.kind === 'artifact' ? found.digest : 'skipped'
}

describe.each([
  ['in memory', memoryStore],
  ['in files', () => fileStore(join(temporaryFolder(), 'store'))],
])('a changed cacher, with a store %s', (_, makeStore) => {
  test('converts a finished run: no function is called, values and digests are equal, and the next run finds it done', async () => {
    const bench = workbench(makeStore())
    const before = making(json<string>())(record({}))
    const told = await bench.run(before)
    const after = making(text())(record({}))
    expect((await bench.plan(after)).steps[0]).toMatchObject({
      decision: 'reuse',
      reason: { conversions: [{ artifact: 'words', before: 'json', after: 'text' }] },
      explanation: expect.stringMatching(
        /^nothing changed since .*; 'words' is converted from json to text$/u,
      ),
    })
    const converted = await bench.run(after)
    expect(converted.called).toEqual([])
    expect(converted.counts).toEqual({ ran: 0, reused: 1, skipped: 0, failed: 0, blocked: 0 })
    expect(await converted.value(after, 'words')).toBe(words)
    expect(digestOf(converted, after)).toBe(digestOf(told, before))
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'text', size: words.length })
    expect((await bench.plan(after)).steps[0]?.explanation).not.toContain('converted')
  })

  test('converts what a step that runs needs, and leaves what nothing needs as it is', async () => {
    const bench = workbench(makeStore())
    await bench.run(counting(1)(making(first)(record({}))))
    expect((await bench.run(counting(1)(making(second)(record({}))))).called).toEqual([])
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'first' })
    const target = counting(2)(making(second)(record({})))
    const told = await bench.run(target)
    expect(told.called).toEqual(['count'])
    expect(await told.value(target, 'count')).toBe(words.length)
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'second' })
  })

  test('converts along a chain of formats, each read by the one that names it', async () => {
    const bench = workbench(makeStore())
    const third = { ...marked('third'), reads: [second] }
    for (const cacher of [first, second, third]) {
      const target = making(cacher)(record({}))
      const told = await bench.run(target)
      expect(told.called).toEqual(cacher === first ? ['make'] : [])
      expect(await told.value(target, 'words')).toBe(words)
    }
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'third' })
  })

  test('runs the stage where no cacher that it names or that is known reads the earlier format', async () => {
    const bench = workbench(makeStore())
    await bench.run(making(first)(record({})))
    const target = making({ ...marked('third'), reads: [marked('second')] })(record({}))
    expect((await bench.plan(target)).steps[0]?.reason).toMatchObject({ type: 'cacher-changed' })
    expect((await bench.run(target)).called).toEqual(['make'])
  })

  test('converts what an aggregate reads, for each of its records', async () => {
    const bench = workbench(makeStore())
    const named = (cacher: BytesCacher<string>) =>
      stage({ outputs: ['name'], cachers: [cacher] })(function name({ params }: StageContext<{ k: string }>) {
        return { name: params.k }
      })
    const joining = (edition: number) =>
      aggregate({ inputs: ['name'], outputs: ['all'], cachers: [text()], version: edition })(function join(
        _: StageContext,
        __: unknown,
        { name }: { name: ByRecord<string> },
      ) {
        return { all: [...name.values()].join(' ') }
      })
    const build = (cacher: BytesCacher<string>, edition: number) =>
      joining(edition)(
        record({}),
        ['a', 'b', 'c'].map((k) => named(cacher)(record({ k }))),
      )
    await bench.run(build(first, 1))
    const target = build(second, 2)
    const told = await bench.run(target)
    expect(told.called).toEqual(['join'])
    expect(await told.value(target, 'all')).toBe('a b c')
    const session = await bench.store.open({ readOnly: true })
    const formats = (await one(session).latest('name', 9)).map(({ outputs }) => outputs[0]?.stored?.format)
    await session.close()
    expect(formats.slice(0, 3)).toEqual(['second', 'second', 'second'])
  })

  test('converts once what identical steps of several records share', async () => {
    const bench = workbench(makeStore())
    const targetsOf = (cacher: BytesCacher<string>) =>
      ['a', 'b', 'c'].map((name) => making(cacher)(record({}, { name })))
    await bench.run(targetsOf(first))
    const targets = targetsOf(second)
    const told = await bench.run(targets)
    expect(told.counts).toEqual({ ran: 0, reused: 3, skipped: 0, failed: 0, blocked: 0 })
    for (const target of targets) expect(await told.value(target, 'words')).toBe(words)
    const session = await bench.store.open({ readOnly: true })
    const formats = (await one(session).latest('make', 9)).map(({ outputs }) => outputs[0]?.stored?.format)
    await session.close()
    expect(formats).toEqual(['second', 'first'])
  })

  test('converts a lazy output, whose handle then gives the new form', async () => {
    const bench = workbench(makeStore())
    const reading = (edition: number) =>
      stage({ inputs: ['words'], outputs: ['start'], cachers: [text()], version: edition })(
        async function read(_: StageContext, inputs: { words: { load(): Promise<string> } }) {
          return { start: (await inputs.words.load()).slice(0, 5) }
        },
      )
    await bench.run(reading(1)(makingLazily(first)(record({}))))
    const target = reading(2)(makingLazily(second)(record({})))
    const told = await bench.run(target, { lazy: 'all' })
    expect(told.called).toEqual(['read'])
    expect(await told.value(target, 'start')).toBe('words')
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'second' })
  })

  test('converts one output of two, and keeps the other as it is stored', async () => {
    const bench = workbench(makeStore())
    const both = (cacher: BytesCacher<string>) =>
      stage({ outputs: ['words', 'size'], cachers: [cacher, json()] })(function make() {
        return { words, size: words.length }
      })
    await bench.run(both(first)(record({})))
    const target = both(second)(record({}))
    const told = await bench.run(target)
    expect(told.called).toEqual([])
    const again = await bench.run(target)
    expect([await again.value(target, 'words'), await again.value(target, 'size')]).toEqual([
      words,
      words.length,
    ])
  })

  test('writes nothing in a plan, a dry run, or a run that only reads', async () => {
    const bench = workbench(makeStore())
    await bench.run(making(first)(record({})))
    const target = making(second)(record({}))
    await bench.plan(target)
    await bench.run(target, { dryRun: true })
    const told = await bench.run(target, { cache: 'read' })
    expect(told.called).toEqual([])
    expect(await told.value(target, 'words')).toBe(words)
    expect(told.plan.steps[0]?.explanation).not.toContain('converted')
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'first' })
  })

  test('fails the run before any function is called where the new cacher cannot hold the value', async () => {
    const bench = workbench(makeStore())
    await bench.run(making(first)(record({})))
    const refusing: BytesCacher<string> = {
      ...second,
      save: () => {
        throw new Error('too many words')
      },
    }
    const target = counting(1)(making(refusing)(record({})))
    expect(await failureOf(bench.run(target))).toMatchObject({
      _tag: 'CacherError',
      stage: 'make',
      artifact: 'words',
      message: expect.stringContaining('too many words'),
    })
    expect(await storedIn(bench.store, 'make')).toMatchObject({ format: 'first' })
  })

  test('makes anew what its earlier cacher cannot read', async () => {
    const bench = workbench(makeStore())
    await bench.run(making({ ...first, format: 'second' })(record({})))
    const target = making({ ...marked('third'), reads: [marked('second')] })(record({}))
    const told = await bench.run(target)
    expect(told.called).toEqual(['make'])
    expect(told.warnings.map(({ message }) => message)).toEqual([
      `'words' of make@${target.name} cannot be read by its earlier cacher, and is made anew.`,
    ])
    expect(await told.value(target, 'words')).toBe(words)
    expect((await bench.run(target)).called).toEqual([])
  })

  test('is one execution in the history', async () => {
    const bench = workbench(makeStore())
    await bench.run(making(first)(record({})))
    await bench.run(making(second)(record({})))
    const { executions, runs } = await readHistory(bench.store)
    expect(executions.map(({ trace }) => trace.outputs[0]?.stored?.format)).toEqual(['second'])
    expect(runs).toMatchObject([{ executions: 1 }])
  })
})

test('earlier bytes that are damaged are put aside, and the stage runs', async () => {
  const bench = workbench(fileStore(join(temporaryFolder(), 'store')))
  await bench.run(making(first)(record({})))
  await damage(bench.store)
  const target = making(second)(record({}))
  const told = await bench.run(target)
  expect(told.called).toEqual(['make'])
  expect(told.warnings).toMatchObject([{ type: 'artifact-lost' }])
  expect(await told.value(target, 'words')).toBe(words)
  expect((await bench.run(target)).called).toEqual([])
})

test('earlier bytes that are damaged and that a step needs are made anew before it runs', async () => {
  const bench = workbench(fileStore(join(temporaryFolder(), 'store')))
  await bench.run(counting(1)(making(first)(record({}))))
  await damage(bench.store)
  const target = counting(2)(making(second)(record({})))
  const told = await bench.run(target)
  expect(told.order).toEqual(['make', 'count'])
  expect(await told.value(target, 'count')).toBe(words.length)
})

test('a cacher that reads with something that is no cacher is refused when the stage is made', () => {
  expect(() => making({ ...second, reads: [json as never] })).toThrow(/is not a cacher/u)
})

test('collecting garbage keeps what a half converted execution still has of its earlier form', async () => {
  const folder = join(temporaryFolder(), 'store')
  const bench = workbench(fileStore(folder))
  const both = (cacher: BytesCacher<string>) =>
    stage({ outputs: ['words', 'more'], cachers: [cacher, text()] })(function make({ report }: StageContext) {
      report({ kind: 'text', name: 'length', data: words })
      return { words, more: words }
    })
  await bench.run(both(first)(record({})))
  const target = both(second)(record({}))
  await bench.run(target)
  expect((await collectGarbage(folder)).removed).toHaveLength(1)
  expect((await verifyStore(folder)).problems).toEqual([])
  const told = await bench.run(target)
  expect(told.called).toEqual([])
  expect([await told.value(target, 'words'), await told.value(target, 'more')]).toEqual([words, words])
  const artifact = told.artifact(target, 'words')
  expect(artifact.kind === 'artifact' && (await artifact.reports())).toMatchObject([
    { name: 'length', data: words },
  ])
})
