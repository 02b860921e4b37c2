import {
  aggregate,
  type ByRecord,
  json,
  type LazyHandle,
  pipeline,
  stage,
  type StageContext,
  text,
} from '@stagewright/core'

export interface Point {
  readonly x: number
  readonly isNear: boolean
}

/** Stages of the tests. They tell what they do in the way that a person's own stages do. */
export const load = stage({ outputs: ['train', 'test'], cachers: [json(), json()] })(function load({
  params,
}: StageContext<{ size: number }>) {
  const points = Array.from({ length: params.size }, (_, x): Point => ({ x, isNear: x < 3 }))
  return { train: points, test: points }
})

export const fit = stage({ inputs: ['train'], outputs: ['model'], cachers: [json()] })(function fit(
  context: StageContext<{ k: number }>,
  { train }: { train: readonly Point[] },
) {
  const { k } = context.params
  if (k < 1) throw new RangeError('k is too small')
  context.log('fitting', train.length)
  context.progress(1, 2)
  context.progress(2, 2)
  context.report({ kind: 'number', name: 'points', data: train.length })
  return { model: { border: k, of: train.length } }
})

export const score = stage({ inputs: ['test', 'model'], outputs: ['accuracy'], cachers: [json()] })(
  function score(
    _: StageContext,
    { test, model }: { test: readonly Point[]; model: { readonly border: number } },
  ) {
    return { accuracy: test.filter(({ x, isNear }) => x < model.border === isNear).length / test.length }
  },
)

export const compare = aggregate({ inputs: ['accuracy'], outputs: ['table'], cachers: [json()] })(
  function compare(_: StageContext, _records, { accuracy }: { accuracy: ByRecord<number, { k: number }> }) {
    return { table: [...accuracy].map(([{ name, params }, share]) => ({ name, k: params.k, share })) }
  },
)

export const knn = pipeline(load, fit, score)

export const download = stage({ outputs: ['page'], cachers: [text()] })(function download(
  context: StageContext<{ source: string }>,
) {
  const path = context.file(context.params.source)
  return { page: `${context.name} by ${context.env('USER') ?? 'nobody'} from ${path}` }
})

export const measure = stage({ inputs: ['page'], outputs: ['length'], cachers: [json()] })(
  async function measure(_: StageContext, { page }: { page: LazyHandle<string> }) {
    return { length: (await page.load()).length }
  },
)
