import { readSummaryLines, summaryLine } from '../../src/plan/summary-lines.ts'

const digest = 'd'.repeat(64)
const stored = { checksum: 'c'.repeat(64), size: 3, format: 'json', location: 'db:1.json' }
const head = {
  key: 'k'.repeat(64),
  record: 'r\t\n\u00e9',
  run: 'run',
  startedAt: 1_700_000_000_000,
  durationMs: 0.5,
  params: '{}',
  order: 7,
  outputs: [
    { name: 'a', digest, preview: 'a\tb', stored },
    { name: 'b', digest: 'e'.repeat(64) },
  ],
}
const textOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

test('a head comes back as it was, of its outputs those that are asked for', () => {
  const reports = { ...stored, location: 'db:2.json' }
  const text = textOf(
    summaryLine('one', 7, { ...head, reports }, ['b', 'a']),
    summaryLine('two', 8, head, ['a']),
  )
  const lines = readSummaryLines(text, 10)
  const one = lines.find('one', ['b', 'a'])
  const { outputs, order, key, record, run, startedAt, durationMs, params } = one ?? head
  expect({ outputs: outputs.toReversed(), order, key, record, run, startedAt, durationMs, params }).toEqual(
    head,
  )
  expect([one?.reports, one?.digestOf?.('a'), one?.digestOf?.('z'), one?.isStored]).toEqual([
    reports,
    digest,
    undefined,
    false,
  ])
  expect([lines.find('two', ['a'])?.isStored, lines.find('three', ['a'])]).toEqual([true, undefined])
})

test('what was crafted tells of an execution without outputs', () => {
  const line = summaryLine('key', 7, head, ['a'])
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '1',
    '["k","r","run",1e300,1,"",[[0,0]],0]',
    '["k","r","run",1,1,"",[0],0]',
  ]) {
    const text = textOf([...line.split('\t').slice(0, -1), body].join('\t'))
    const found = readSummaryLines(text, 10).find('key', ['a'])
    expect([found?.outputs, found?.startedAt]).toEqual([[], 0])
  }
})

test('lines without a key are passed over, in a time that follows their number', () => {
  const line = summaryLine('key', 7, head, ['a'])
  const text = textOf('no tab', '', line) + 'x\n'.repeat(400_000)
  const begun = performance.now()
  const lines = readSummaryLines(text, 10)
  expect(performance.now() - begun).toBeLessThan(2000)
  expect([lines.count(), lines.find('key', ['a'])?.key]).toEqual([1, head.key])
  expect([...readSummaryLines(textOf(line, line.replace('key', 'other')), 1).all()]).toEqual([line])
})
