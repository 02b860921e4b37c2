import {
  each,
  expand,
  fold,
  json,
  list,
  type List,
  pipeline,
  plan,
  record,
  run,
  type Store,
  stage,
  text,
} from 'stagewright'
import { checkMonoid } from '@stagewright/testing'

// #region split
/** Keeps each document by itself: one that was there before is not stored again. */
const split = stage({ outputs: ['documents'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { corpus: string }
}) {
  return { documents: params.corpus.split('\n\n') }
})
// #endregion split

// #region each
const extract = stage({ inputs: ['document'], outputs: ['words'], cachers: [json()] })(function extract(
  _,
  { document }: { document: string },
) {
  return { words: document.toLowerCase().match(/\w+/gu) ?? [] }
})
const count = stage({ inputs: ['words'], outputs: ['counts'], cachers: [json()] })(function count(
  _,
  { words }: { words: readonly string[] },
) {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return { counts }
})
const perDocument = pipeline(extract, count)
const all = each({ over: 'documents', as: 'document' })(perDocument)
// #endregion each

// #region sum
const sum = stage({ inputs: ['counts'], outputs: ['total'], cachers: [json()] })(async function sum(
  _,
  { counts }: { counts: List<Readonly<Record<string, number>>> },
) {
  const total: Record<string, number> = {}
  for await (const ofOne of counts)
    for (const [word, times] of Object.entries(ofOne)) total[word] = (total[word] ?? 0) + times
  return { total }
})
const corpus = pipeline(split, all, sum)
// #endregion sum

// #region fold
type Counts = Readonly<Record<string, number>>

const adding = {
  concat: (first: Counts, second: Counts): Counts => {
    const sum: Record<string, number> = { ...first }
    for (const [word, times] of Object.entries(second)) sum[word] = (sum[word] ?? 0) + times
    return sum
  },
  empty: {},
}
const index = fold({ inputs: ['counts'], outputs: ['index'], cachers: [json()] })(
  adding,
  (counts: Counts) => counts,
)
const indexed = pipeline(split, all, index)
// #endregion fold

// #region expand
const longest = stage({ inputs: ['words'], outputs: ['most'], cachers: [json()] })(async function longest(
  _,
  { words }: { words: List<readonly string[]> },
) {
  const lengths = (await words.toArray()).map((ofOne) => ofOne.length)
  return { most: Math.max(...lengths) }
})
const pad = stage({ outputs: ['line'], cachers: [text()] })(function pad({
  params,
}: {
  params: { width: number }
}) {
  return { line: '-'.repeat(params.width) }
})
const ruler = expand({ inputs: ['most'], outputs: ['line'] })((_: object, { most }: { most: number }) =>
  pad(record({ width: most })),
)
const ruled = pipeline(split, all, longest, ruler)
// #endregion expand

export const expanding = async (store: Store) => {
  const target = ruled(record({ corpus: 'to be\n\nor not to be' }, { name: 'corpus' }))
  return (await run(target, { store })).value(target, 'line')
}

export const folding = async (store: Store) => {
  const target = indexed(record({ corpus: 'to be\n\nor not\n\nto be' }, { name: 'corpus' }))
  const result = await run(target, { store })
  return result.value(target, 'index')
}

export const checkingMonoid = async () => {
  // #region monoid
  await checkMonoid(adding, { examples: [{ to: 1, be: 1 }, { be: 2 }, {}], cacher: json() })
  // #endregion monoid
}

export const listing = async (store: Store) => {
  const of = (text_: string) => corpus(record({ corpus: text_ }, { name: 'corpus' }))
  const before = await plan(of('to be\n\nor not'), { store })
  await run(of('to be\n\nor not'), { store })
  // #region more
  const target = of('that is\n\nto be\n\nor not')
  const result = await run(target, { store })
  const total = await result.value(target, 'total')
  const words = await result.value(target, 'words')
  const last = await words.at(-1)
  // #endregion more
  return { before: String(before), steps: result.steps, total, last }
}
