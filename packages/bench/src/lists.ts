// Lists of many items: cold, unchanged, one more, one less, one changed, another order. `npm run bench:lists [items]`
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  each,
  fileStore,
  fold,
  json,
  list,
  type List,
  pipeline,
  record,
  run,
  type Store,
  stage,
} from 'stagewright'

const calls = new Map<string, number>()
const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1)

const split = stage({ outputs: ['documents'], cachers: [list(json())], version: 1 })(function split({
  params,
}: {
  params: { documents: readonly string[] }
}) {
  return { documents: params.documents }
})
const extract = stage({ inputs: ['document'], outputs: ['features'], cachers: [json()], version: 1 })(
  function extract(_, { document }: { document: string }) {
    count('extract')
    return { features: { length: document.length, text: document.slice(0, 20) } }
  },
)
const embed = stage({ inputs: ['features'], outputs: ['vector'], cachers: [json()], version: 1 })(
  function embed(_, { features }: { features: { length: number; text: string } }) {
    count('embed')
    return { vector: [features.length, ...Array.from(features.text, (letter) => letter.charCodeAt(0))] }
  },
)
const sum = stage({ inputs: ['vector'], outputs: ['total'], cachers: [json()], version: 1 })(
  async function sum(_, { vector }: { vector: List<readonly number[]> }) {
    let total = 0
    for await (const [first = 0] of vector) total += first
    return { total }
  },
)
const total = fold({ inputs: ['vector'], outputs: ['folded'], cachers: [json()], name: 'fold', version: 1 })(
  {
    concat: (a: number, b: number) => {
      count('combine')
      return a + b
    },
    empty: 0,
  },
  ([first = 0]: readonly number[]) => first,
)
const perDocument = pipeline(extract, embed)
const all = pipeline(split, each({ over: 'documents', as: 'document' })(perDocument), sum, total)

const items = Number(process.argv[2] ?? 10_000)
const documents = Array.from({ length: items }, (_, index) => `document ${index} ${'x'.repeat(index % 50)}`)

const measure = async (name: string, store: Store, texts: readonly string[]): Promise<void> => {
  calls.clear()
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  await run(all(record({ documents: texts }, { name: 'corpus' })), { store })
  const took = Math.round(performance.now() - began)
  const { user, system } = process.cpuUsage(cpuBefore)
  const cpu = Math.round((user + system) / 1000)
  const called = [...calls].map(([stageName, times]) => `${stageName} ${times}`).join(', ') || 'nothing'
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${name.padEnd(16)} ${String(took).padStart(7)} ms  ${String(cpu).padStart(6)} ms of processor  ${called}  (peak ${memory} MB)\n`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'stagewright-lists-'))
try {
  const store = fileStore(folder)
  process.stdout.write(`${items} items\n`)
  const loopBegan = performance.now()
  let total = 0
  for (const document of documents) total += document.length
  process.stdout.write(`a loop by hand   ${Math.round(performance.now() - loopBegan)} ms (${total})\n`)
  await measure('cold', store, documents)
  await measure('unchanged', store, documents)
  await measure('one more', store, [...documents, 'a new one'])
  await measure('one less', store, documents)
  await measure('one changed', store, documents.with(items >> 1, 'changed'))
  await measure(
    'moved',
    store,
    documents.toSpliced(items >> 2, 1).toSpliced(items >> 1, 0, documents[items >> 2] ?? ''),
  )
  await measure('moved to front', store, [documents.at(-1) ?? '', ...documents.slice(0, -1)])
  await measure('unchanged', store, [documents.at(-1) ?? '', ...documents.slice(0, -1)])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
