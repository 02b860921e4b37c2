import { rmSync } from 'node:fs'
import {
  each,
  fileStore,
  type FileStore,
  json,
  list,
  type List,
  pipeline,
  record,
  type Remote,
  run,
  type RunResult,
  stage,
} from 'stagewright'
import { temporaryFolder } from '../../../../core/test/support/temporary-folder.ts'

/** A machine of its own, as far as a store can tell: a folder, and what it shares. */
export const machine = (remote: Remote): FileStore & { readonly forget: () => void } => {
  const folder = temporaryFolder()
  const store = fileStore(folder, { remote })
  return { ...store, forget: () => rmSync(folder, { recursive: true }) }
}

export const calls: string[] = []

const large = 'x'.repeat(100_000)

const load = stage({ outputs: ['text', 'big'], cachers: [json(), json()] })(function load({
  params,
}: {
  params: { text: string }
}) {
  calls.push('load')
  return { text: params.text, big: params.text + large }
})
const measure = stage({ inputs: ['text', 'big'], outputs: ['length'], cachers: [json()] })(function measure(
  { params }: { params: { factor: number } },
  { text, big }: { text: string; big: string },
) {
  calls.push('measure')
  return { length: (text.length + big.length) * params.factor }
})
const chain = pipeline(load, measure)
export const measured = (factor = 1, text = 'abc') => chain(record({ factor, text }, { name: 'r' }))

const split = stage({ outputs: ['words'], cachers: [list(json())] })(function split({
  params,
}: {
  params: { words: readonly string[] }
}) {
  calls.push('split')
  return { words: params.words }
})
const double = stage({ inputs: ['word'], outputs: ['twice'], cachers: [json()] })(function double(
  _,
  { word }: { word: string },
) {
  calls.push('double')
  return { twice: word + word }
})
const join = stage({ inputs: ['twice'], outputs: ['all'], cachers: [json()] })(async function join(
  _,
  { twice }: { twice: List<string> },
) {
  calls.push('join')
  let all = ''
  for await (const word of twice) all += word
  return { all }
})
const words = pipeline(split, each({ over: 'words', as: 'word' })(double), join)
export const joined = (...of: readonly string[]) => words(record({ words: of }, { name: 'r' }))

/** Which functions a run called. */
export const callsOf = async (running: () => Promise<unknown>): Promise<readonly string[]> => {
  calls.length = 0
  await running()
  return [...calls]
}

export const outcomesOf = (result: RunResult): readonly string[] => result.steps.map(({ outcome }) => outcome)

export { run }
