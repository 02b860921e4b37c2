// #region imports
import { readFileSync } from 'node:fs'
import {
  aggregate,
  type ByRecord,
  experiment,
  json,
  pipeline,
  record,
  stage,
  type StageContext,
  text,
} from 'stagewright'
// #endregion imports

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
// #endregion compose

// #region aggregate
const findShared = aggregate({ inputs: ['counts'], outputs: ['shared'], cachers: [json()] })(
  function findShared(_: StageContext, _texts, { counts }: { counts: ByRecord<Record<string, number>> }) {
    const [first = {}, ...others] = counts.values()
    return { shared: Object.keys(first).filter((word) => others.every((other) => word in other)) }
  },
)
// #endregion aggregate

// #region experiment
export default experiment({
  name: 'words',
  params: {
    roses: { file: 'texts/roses.txt', shortest: 4 },
    violets: { file: 'texts/violets.txt', shortest: 4 },
  },
  build: (records) => {
    const texts = records.map((one) => wordsOf(one))
    return findShared(record({}, { name: 'all' }), texts)
  },
})
// #endregion experiment
