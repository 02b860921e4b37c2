import { each, fold, json, list, type List, pipeline, stage, text } from 'stagewright'
import { isMainThread } from 'node:worker_threads'

const split = stage({ outputs: ['lines'], cachers: [list(text())] })(function split({
  params,
}: {
  params: { lines: readonly string[] }
}) {
  return { lines: params.lines }
})
const words = stage({ inputs: ['line'], outputs: ['words', 'here'], cachers: [list(text()), json()] })(
  function words(_, { line }: { line: string }) {
    return { words: line.split(' '), here: isMainThread }
  },
)
const shout = stage({ inputs: ['word'], outputs: ['loud'], cachers: [text()] })(function shout(
  _,
  { word }: { word: string },
) {
  return { loud: word.toUpperCase() }
})
const join = stage({ inputs: ['loud', 'here'], outputs: ['joined'], cachers: [json()] })(async function join(
  _,
  { loud, here }: { loud: List<List<string>>; here: List<boolean> },
) {
  const joined: string[] = []
  for await (const line of loud) joined.push((await line.toArray()).join(' '))
  return { joined: { lines: joined, here: [...(await here.toArray()), isMainThread] } }
})

export const joinAll = fold({ inputs: ['words'], outputs: ['text'], cachers: [json()] })(
  {
    concat: (first: { text: string; here: boolean }, second: { text: string; here: boolean }) => ({
      text: `${first.text} ${second.text}`,
      here: first.here || second.here || isMainThread,
    }),
    empty: { text: '', here: false },
  },
  (text_: string) => ({ text: text_, here: isMainThread }),
)
const oneLine = stage({ outputs: ['words'], cachers: [list(text())] })(function oneLine({
  params,
}: {
  params: { line: string }
}) {
  return { words: params.line.split(' ') }
})
export const folded = pipeline(oneLine, joinAll)

export const all = pipeline(
  split,
  each({ over: 'lines', as: 'line' })(pipeline(words, each({ over: 'words', as: 'word' })(shout))),
  join,
)
