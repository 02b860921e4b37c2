import { openInEditor } from './language-service.ts'

const start = `import type { ByRecord, StageContext } from './prelude.ts'
import { aggregate, fork, json, pipeline, record, result, stage } from './prelude.ts'
interface Digit { label: number }
interface Knn { k: number }
const load = stage({ outputs: ['train'] })(() => ({ train: [] as Digit[] }))
const fitKnn = stage({ inputs: ['train'], outputs: ['model'], cachers: [json()] })(function fitKnn(
  { params }: StageContext<{ k: number }>,
  { train }: { train: Digit[] },
) {
  const model: Knn = { k: params.k + train.length }
  return { model }
})
const r0 = fitKnn(load(record({ k: 1, split: 0.5 })))
`

/** Stages that each add one artifact, and the record after each. */
const chain = (length: number): string =>
  Array.from(
    { length },
    (_, index) => `
const s${index} = stage({ outputs: ['score${index}'] })(() => ({ score${index}: 1 }))
const r${index + 1} = s${index}(r${index})`,
  ).join('')

/** How a record of so many scores is shown. */
const shown = (scores: readonly string[]): string => `ExperimentRecord<{
    train: Digit[];
    model: Knn;
${scores.map((score) => `    ${score};`).join('\n')}
}, {
    k: number;
    split: number;
}>`

jest.setTimeout(600_000)

describe('an editor with TypeScript 5.9', () => {
  const editor = openInEditor(`${start}${chain(30)}
const value = await result.value(r3, 'model')
const compare = aggregate({ inputs: ['model'], outputs: ['table'] })(
  (_, _records, { model }: { model: ByRecord<Knn, { k: number }> }) => ({ table: [...model.values()] }),
)
const whole = pipeline(load, fitKnn)
const inputs = fitKnn.spec.inputs
stage({ inputs: ['train'], outputs: ['one', 'two'] })((_, { train }) => ({ /* returned */ }))
stage({ outputs: ['one', 'two'] })(async function f() {
  return { /* promised */ }
})
aggregate({ outputs: ['one', 'two'] })((_) => ({ /* gathered */ }))
stage({ inputs: ['train'] })((_, { /* taken */ }) => {})
fork(r0, { /* forked */ })
result.value(r1, '/* named */')
`)

  it('shows a stage by what it needs and gives, its function and its specification', () => {
    expect(editor.hover('fitKnn')).toBe(`const fitKnn: FunctionStage<{
    k: number;
}, {
    train: Digit[];
}, {
    model: Knn;
}, ({ params }: StageContext<{
    k: number;
}>, { train }: {
    train: Digit[];
}) => {
    model: Knn;
}, {
    readonly inputs: readonly ["train"];
    readonly outputs: readonly ["model"];
    readonly cachers: readonly [JsonCacher];
}>`)
  })

  it('shows a record as one object, with the newest artifacts, however many stages made it', () => {
    const scores = (length: number) => Array.from({ length }, (_, index) => `score${index}: number`)
    expect(editor.hover('r3')).toBe(`const r3: ${shown(scores(3))}`)
    expect(editor.hover('r10')).toBe(`const r10: ${shown(scores(10))}`)
    expect(editor.hover('r30')).toBe(`const r30: ${shown(scores(30))}`)
  })

  it('shows values, aggregates and pipelines without names of helpers', () => {
    expect(editor.hover('value')).toBe('const value: Knn')
    expect(editor.hover('inputs')).toBe('const inputs: readonly ["train"]')
    expect(editor.hover('compare')).toMatch(
      /^const compare: FunctionAggregate<\{\}, \{\}, \{\n {4}model: By/u,
    )
    expect(editor.hover('whole')).toBe(`const whole: Pipeline<{
    k: number;
}, {}, {
    train: Digit[];
    model: Knn;
}>`)
  })

  it('proposes what a function has to return, in functions that promise it, too', () => {
    expect(editor.proposals('returned')).toEqual(['one', 'two'])
    expect(editor.proposals('promised')).toEqual(['one', 'two'])
    expect(editor.proposals('gathered')).toEqual(['one', 'two'])
  })

  it("proposes inputs that are declared, parameters of the record that is forked, and a record's artifacts", () => {
    expect(editor.proposals('taken')).toEqual(['train'])
    expect(editor.proposals('forked')).toEqual(['k', 'split'])
    expect(editor.proposals('named')).toEqual(['train', 'model', 'score0'])
  })

  it('prints whole sentences for several mistakes', () => {
    const sentences = editor.errors().join('\n')
    expect(sentences).toContain("output 'one' is declared, but not returned")
    expect(sentences).not.toContain('Absent<')
  })
})

describe('a file of 200 stages', () => {
  const editor = openInEditor(`${start}${chain(200)}
result.value(r200, '/* named */')
fork(r200, { /* forked */ })
`)

  /** In milliseconds of the processor, since the machine may be busy with other tests. */
  const quickest = (look: () => unknown): number =>
    Math.min(
      ...Array.from({ length: 10 }, () => {
        const began = process.cpuUsage()
        look()
        const { user, system } = process.cpuUsage(began)
        return (user + system) / 1000
      }),
    )

  it('shows hovers and proposals within a tenth of a second', () => {
    expect(editor.errors()).toHaveLength(1)
    expect(editor.proposals('named')).toHaveLength(202)
    expect(quickest(() => editor.hover('r200'))).toBeLessThan(100)
    expect(quickest(() => editor.proposals('named'))).toBeLessThan(100)
    expect(quickest(() => editor.proposals('forked'))).toBeLessThan(100)
  })
})
