import {
  aggregate,
  type ByRecord,
  json,
  record,
  stage,
  type StageContext,
  type Target,
} from '@stagewright/core'

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])

const load = stage({ outputs: ['rows'], cachers: [json()], version: 1 })(function load({
  report,
  params,
}: StageContext<{ rows: number }>) {
  const rows = Array.from({ length: params.rows }, (_, at) => at)
  report({ kind: 'table', name: 'First rows', group: 'Data', data: rows.map((x) => ({ x, note: '<b>' })) })
  report({
    kind: 'markdown',
    group: 'Data',
    data: '**Bold**, and <img src=x onerror=alert(2)> [x](javascript:alert(3))',
  })
  report({ kind: 'image', name: 'A dot', group: 'Data', data: png, type: 'image/png' })
  report({ kind: 'file', group: 'Data', data: png, fileName: 'dot.png' })
  return { rows }
})

const fit = stage({ inputs: ['rows'], outputs: ['model'], cachers: [json()], version: 1 })(function fit(
  { params, report, log }: StageContext<{ k: number; fails?: boolean }>,
  { rows }: { rows: number[] },
) {
  log('fitting', params.k)
  report({
    kind: 'plot',
    name: 'Loss',
    group: 'Training',
    data: rows.map((epoch) => ({ epoch, loss: 1 / (params.k + epoch) })),
    marks: [
      { mark: 'line', x: 'epoch', y: 'loss' },
      { mark: 'ruleY', y: 0 },
    ],
  })
  if (params.fails === true) throw new Error('It does not converge </script><script>alert(4)</script>')
  return { model: params.k * rows.length }
})

const score = stage({ inputs: ['model'], outputs: ['accuracy'], cachers: [json()], version: 1 })(
  function score({ report }: StageContext, { model }: { model: number }) {
    report({ kind: 'number', name: 'accuracy', data: 1 - 1 / (1 + model) })
    return { accuracy: 1 - 1 / (1 + model) }
  },
)

const compare = aggregate({ inputs: ['accuracy'], outputs: ['best'], cachers: [json()], version: 1 })(
  function compare(_: StageContext, __, { accuracy }: { accuracy: ByRecord<number> }) {
    return { best: Math.max(...accuracy.values()) }
  },
)

export const hostile = '<img src=x onerror=alert(1)>'
export const chinese = '中文参数'

/** Ten steps over three records, whose names are hostile, Chinese, and plain. */
export const digits = ({ k = 1, fails = false } = {}): Target =>
  compare(
    record({}, { name: 'all' }),
    [hostile, chinese, 'plain'].map((name, at) =>
      score(fit(load(record({ rows: 4, k: k + at, fails: fails && name === chinese }, { name })))),
    ),
  )
