import * as fc from 'fast-check'
import { each, json, list, type List, memoryStore, pipeline, record, stage, text } from 'stagewright'
import { calledIn, workbench } from '../support/workbench.ts'

// Any sequence of edits of a list: what comes out is what a program without a store would make, and the functions that are
// called are those for items that no run before has met.

type Words = readonly string[]

const split = stage({ outputs: ['lines'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { lines: readonly string[] }
}) {
  return { lines: params.lines }
})
const words = stage({ inputs: ['line'], outputs: ['words'], cachers: [list(text())] })(function words(
  _,
  { line }: { line: string },
) {
  return { words: line === '' ? [] : line.split(' ') }
})
const shout = stage({ inputs: ['word'], outputs: ['loud'], cachers: [text()] })(function shout(
  _,
  { word }: { word: string },
) {
  return { loud: word.toUpperCase() }
})
/** Different words come out alike. */
const size = stage({ inputs: ['loud'], outputs: ['size'], cachers: [json()] })(function size(
  _,
  { loud }: { loud: string },
) {
  return { size: loud.length }
})
const join = stage({ inputs: ['loud', 'size'], outputs: ['joined'], cachers: [json()] })(async function join(
  _,
  { loud, size: sizes }: { loud: List<List<string>>; size: List<List<number>> },
) {
  const lines: string[] = []
  let total = 0
  for await (const line of loud) lines.push((await line.toArray()).join(' '))
  for await (const line of sizes) for await (const one of line) total += one
  return { joined: { lines, total } }
})
const perWord = each({ over: 'words', as: 'word' })(pipeline(shout, size))
const all = pipeline(split, each({ over: 'lines', as: 'line' })(pipeline(words, perWord)), join)

const word = fc.constantFrom('a', 'b', 'cc', 'dd', 'eee')
const line = fc.array(word, { maxLength: 3 }).map((parts) => parts.join(' '))
const lines = fc.array(line, { maxLength: 5 })
const edit = fc.oneof(
  fc.tuple(fc.nat(5), line).map(
    ([at, added]) =>
      (before: Words) =>
        before.toSpliced(at, 0, added),
  ),
  fc.nat(5).map((at) => (before: Words) => before.toSpliced(at, 1)),
  fc.tuple(fc.nat(5), line).map(
    ([at, changed]) =>
      (before: Words) =>
        before.map((old, index) => (index === at ? changed : old)),
  ),
  fc.constant((before: Words) => before.toReversed()),
  fc.constant((before: Words) => [...before, ...before].slice(0, 8)),
)
const program = fc.record({
  first: lines,
  edits: fc.array(edit, { maxLength: 4 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
})

/** How many of some things none was before of, which are there from now on. */
const newAmong = (met: Set<string>, things: Iterable<string>): number => {
  const before = met.size
  for (const thing of things) met.add(thing)
  return met.size - before
}

const check = async ({
  first,
  edits,
  concurrency,
}: typeof program extends fc.Arbitrary<infer Value> ? Value : never) => {
  const bench = workbench(memoryStore())
  const met = {
    lists: new Set<string>(),
    lines: new Set<string>(),
    words: new Set<string>(),
    louds: new Set<string>(),
    sums: new Set<string>(),
  }
  let now: Words = first
  for (const change of [(same: Words) => same, ...edits, (same: Words) => same]) {
    now = change(now)
    const target = all(record({ lines: now }, { name: 'r' }))
    const result = await bench.run(target, { concurrency })
    const upper = now.map((one) => one.toUpperCase())
    expect(await result.value(target, 'joined')).toEqual({
      lines: upper,
      total: upper.reduce((sum, one) => sum + one.replaceAll(' ', '').length, 0),
    })
    const wordsNow = now.flatMap((one) => (one === '' ? [] : one.split(' ')))
    const expected = {
      split: newAmong(met.lists, [now.join('\n') + now.length]),
      words: newAmong(met.lines, now),
      shout: newAmong(met.words, wordsNow),
      size: newAmong(
        met.louds,
        wordsNow.map((one) => one.toUpperCase()),
      ),
      join: newAmong(met.sums, [now.join('\n') + now.length]),
    }
    const called = calledIn(result)
    for (const [name, times] of Object.entries(expected))
      expect([name, called.filter((one) => one === name).length]).toEqual([name, times])
    const plan = await bench.plan(target)
    expect(plan.counts).toMatchObject({ run: 0, maybe: 0 })
  }
}

it('gives what a clean run gives, and calls what no run before has called', async () => {
  await fc.assert(fc.asyncProperty(program, check), {
    numRuns: Number(process.env['STAGEWRIGHT_LISTS'] ?? 8),
  })
})
