import { readFileSync } from 'node:fs'
import {
  aggregate,
  type ByRecord,
  json,
  pipeline,
  plan,
  record,
  run,
  stage,
  type StageContext,
  type Store,
  text,
} from 'stagewright'

// #region read
const readText = stage({ outputs: ['text'], cachers: [text()] })(function readText(
  context: StageContext<{ file: string }>,
) {
  const path = context.file(context.params.file)
  return { text: readFileSync(path, 'utf8') }
})
// #endregion read

// #region count
const countWords = stage({ inputs: ['text'], outputs: ['counts'], cachers: [json()] })(function countWords(
  { params }: StageContext<{ shortest: number }>,
  { text }: { text: string },
) {
  const counts: Record<string, number> = {}
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    if (word.length >= params.shortest) counts[word] = (counts[word] ?? 0) + 1
  }
  return { counts }
})
// #endregion count

// #region compose
const wordsOf = pipeline(readText, countWords)
const one = (file: string) => wordsOf(record({ file, shortest: 4 }, { name: file }))
// #endregion compose

// #region aggregate
const findShared = aggregate({ inputs: ['counts'], outputs: ['shared'], cachers: [json()] })(
  function findShared(_: StageContext, _texts, { counts }: { counts: ByRecord<Record<string, number>> }) {
    const [first = {}, ...others] = counts.values()
    return { shared: Object.keys(first).filter((word) => others.every((other) => word in other)) }
  },
)
// #endregion aggregate

export const tutorial = async (files: readonly string[], store: Store) => {
  // #region run
  const shared = findShared(record({}, { name: 'all texts' }), files.map(one))
  const planned = await plan(shared, { store })
  console.log(planned.toString())
  const result = await run(shared, { store })
  console.log(result.counts.ran, await result.value(shared, 'shared'))
  // #endregion run
  return { shared, result }
}
