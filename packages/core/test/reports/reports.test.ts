import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import {
  collectGarbage,
  fileStore,
  json,
  memoryStore,
  type Report,
  type Store,
  verifyStore,
} from 'stagewright'
import { parseReport, reportJson } from '@stagewright/core'
import * as untyped from '../support/untyped.ts'
import { failureOf, reportsOf, workbench } from '../support/workbench.ts'

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 255])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-reports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const targetThat = (say: (report: (given: unknown) => void) => void) =>
  untyped.stage({ name: 'telling', outputs: ['x'], cachers: [json()], version: 1 })(({ report }) => {
    say(report)
    return { x: 1 }
  })(untyped.record({}, { name: 'r' }))

const reportedBy = async (
  say: (report: (given: unknown) => void) => void,
  store: Store = memoryStore(),
): Promise<readonly Report[]> => {
  const target = targetThat(say)
  return reportsOf(await workbench(store).run(target), target, 'x')
}

const everyKind: readonly Report[] = [
  {
    kind: 'table',
    name: 'rows',
    group: 'g',
    data: [
      { a: 1, b: null },
      { a: NaN, c: 'x' },
    ],
    columns: ['a', 'c'],
  },
  { kind: 'number', data: Number.NEGATIVE_INFINITY, unit: 'ms' },
  { kind: 'text', data: '<b>plain</b>' },
  { kind: 'markdown', data: '**bold**' },
  { kind: 'json', data: { number: 'NaN', list: [1, { deep: true }] } },
  {
    kind: 'plot',
    data: [{ k: 1, y: 0.5 }],
    marks: [{ mark: 'line', x: 'k', y: 'y', r: 3 }],
    y: { zero: true },
  },
  { kind: 'image', data: png, type: 'image/png', alt: 'a dot' },
  { kind: 'file', data: new Uint8Array([0, 200]), fileName: 'weights.bin' },
]

describe('a report', () => {
  test('of every kind comes back as it was, from memory and from files, cold and warm', async () => {
    for (const store of [memoryStore(), fileStore(join(folder, 'store'))])
      for (const _ of ['cold', 'warm'])
        expect(await reportedBy((report) => everyKind.forEach(report), store)).toEqual(everyKind)
  })

  test('of any cells and numbers comes back as it was', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.double().map((value) => value + 0),
      fc.boolean(),
      fc.constant(null),
    )
    const rows = fc.array(fc.dictionary(fc.string(), cell))
    fc.assert(
      fc.property(rows, fc.double(), fc.uint8Array(), (data, number, bytes) => {
        const reports: readonly Report[] = [
          { kind: 'table', data },
          { kind: 'number', data: number + 0 },
          { kind: 'file', data: bytes, fileName: 'f' },
        ]
        for (const report of reports) expect(parseReport(JSON.parse(reportJson(report)))).toEqual(report)
      }),
      { numRuns: 200 },
    )
  })

  test('is what was told at that moment, whatever the function does with it later', async () => {
    const data = [{ epoch: 1 }]
    const told = await reportedBy((report) => {
      report({ kind: 'table', data })
      data.push({ epoch: 2 })
      report({ kind: 'table', data })
    })
    expect(told.map((report) => report.data)).toEqual([[{ epoch: 1 }], [{ epoch: 1 }, { epoch: 2 }]])
  })

  test('that names a file has its content, also when the file is gone', async () => {
    const image = join(folder, 'dot.dat')
    const notes = join(folder, 'notes.txt')
    writeFileSync(image, png)
    writeFileSync(notes, 'hello')
    const told = await reportedBy((report) => {
      report({ kind: 'image', path: image, alt: 'a dot' })
      report({ kind: 'file', path: notes })
      rmSync(image)
    })
    expect(told).toEqual([
      { kind: 'image', data: png, type: 'image/png', alt: 'a dot' },
      { kind: 'file', data: new TextEncoder().encode('hello'), fileName: 'notes.txt' },
    ])
  })

  test('is kept for a stage without cachers, too', async () => {
    const telling = untyped.stage({ name: 'telling', outputs: ['x'], version: 1 })(({ report }) => {
      report({ kind: 'number', data: 5 })
      return { x: 1 }
    })
    const target = telling(untyped.record({}))
    expect(await reportsOf(await workbench().run(target), target, 'x')).toEqual([{ kind: 'number', data: 5 }])
  })
})

describe('a report is refused, with stage, record and path,', () => {
  test.each([
    ['no object', 'loss', 'the value is "loss", and no report'],
    ['an unknown kind', { kind: 'chart', data: 1 }, '.kind is "chart". It is one of table, number'],
    ['a name that is no text', { kind: 'number', name: 1, data: 1 }, '.name is 1, and not a text'],
    ['a text for a number', { kind: 'number', data: '1' }, '.data is "1", and not a number'],
    [
      'a Date in a cell',
      { kind: 'table', data: [{ a: 1 }, { when: new Date(0) }] },
      '.data[1].when is a Date',
    ],
    [
      'rows that are no list',
      { kind: 'table', data: { a: 1 } },
      '.data is an Object, and not a list of rows',
    ],
    ['a row that is none', { kind: 'table', data: [[1, 2]] }, '.data[0] is an Array, and not a row'],
    [
      'a Map in JSON',
      { kind: 'json', data: { deep: [new Map()] } },
      '.data.deep[0] is a Map, which JSON cannot hold',
    ],
    [
      'a function in a scale',
      { kind: 'plot', data: [], marks: [], x: { label: () => 1 } },
      '.x.label is a function',
    ],
    [
      'an unknown mark',
      { kind: 'plot', data: [], marks: [{ mark: 'pie' }] },
      '.marks[0].mark is "pie". It is one of areaY',
    ],
    [
      'a link in a mark',
      { kind: 'plot', data: [], marks: [{ mark: 'dot', href: 'u' }] },
      '.marks[0].href is none',
    ],
    [
      'bytes of no image',
      { kind: 'image', data: new Uint8Array(9) },
      '.type is no type of image that browsers show',
    ],
    ['a path that leads nowhere', { kind: 'file', path: '/no/such/file' }, '.path cannot be read: ENOENT'],
    [
      'a file that is too large',
      { kind: 'file', data: new Uint8Array((32 << 20) + 1), fileName: 'f' },
      'as an output',
    ],
  ])('for %s', async (_, given, sentence) => {
    const error = await failureOf(workbench().run(targetThat((report) => report(given))))
    expect(error).toMatchObject({ _tag: 'ReportError', stage: 'telling', record: 'r' })
    expect(error.message).toContain(sentence)
  })
})

describe('reports in a store of files', () => {
  const large = 'x'.repeat(100_000)
  const tell = (version: number, text: string) => {
    const telling = untyped.stage({ name: 'telling', outputs: ['x'], cachers: [json()], version })(({
      report,
    }) => {
      report({ kind: 'text', data: text })
      return { x: 1 }
    })
    return telling(untyped.record({}, { name: 'r' }))
  }

  test('are proven, outlive a lost index and the collection of garbage, and go with their execution', async () => {
    const directory = join(folder, 'store')
    const bench = workbench(fileStore(directory))
    for (const text of ['small', large]) {
      const target = tell(text.length, text)
      await bench.run(target)
      await collectGarbage(directory)
      expect(await reportsOf(await bench.run(target), target, 'x')).toEqual([{ kind: 'text', data: text }])
    }
    expect(await verifyStore(directory)).toMatchObject({ executions: 2, artifacts: 4, problems: [] })
    for (const name of readdirSync(directory)) if (name.startsWith('index-')) rmSync(join(directory, name))
    const target = tell(large.length, large)
    const again = await bench.run(target)
    expect(again.counts.ran).toBe(0)
    expect(await reportsOf(again, target, 'x')).toEqual([{ kind: 'text', data: large }])
    await collectGarbage(directory, { maxBytes: 0 })
    expect(await verifyStore(directory)).toMatchObject({ executions: 0, artifacts: 0 })
    expect(readdirSync(join(directory, 'artifacts'))).toEqual([])
  })
})
