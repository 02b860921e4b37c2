import { createHash } from 'node:crypto'
import { parseReport, type Report, reportJson, type StoredArtifact } from '@stagewright/core'
import type { LoadReports, RunDocument, StepDocument } from '@stagewright/report'

// Runs as real ones are told, made up so that their times, metrics and reports are the same every time: a grid of models that
// are prepared, trained, scored, and compared.

export interface Sample {
  readonly document: RunDocument
  readonly load: LoadReports
}

export interface SampleOptions {
  readonly records: number
  readonly run?: string
  readonly slots?: number
  /** The record whose training fails. */
  readonly failing?: number
  /** Moves every metric. */
  readonly seed?: number
  readonly metrics?: number
  readonly epochs?: number
  readonly tableRows?: number
  readonly tableColumns?: number
  /** Steps of these stages are reused. */
  readonly reused?: readonly string[]
  readonly startedAt?: number
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A number between 0 and 1 that a text decides. */
const chance = (text: string): number => (Number.parseInt(digest(text).slice(0, 8), 16) % 10_007) / 10_007

const began = 1_790_000_100_000

export const sampleRun = (options: SampleOptions): Sample => {
  const { records, run = '20260921-150820-sample', slots = 4, failing, seed = 0, reused = [] } = options
  const { startedAt = began } = options
  const stored = new Map<string, readonly unknown[]>()
  const tell = (id: string, reports: readonly Report[]): { reports?: StoredArtifact } => {
    if (reports.length === 0) return {}
    const location = `db:${stored.size + 1}.json`
    stored.set(
      location,
      reports.map((report) => JSON.parse(reportJson(report)) as unknown),
    )
    return { reports: { checksum: digest(`${id} ${seed}`), size: 100, format: 'reports', location } }
  }
  const steps: StepDocument[] = []
  const byId = new Map<string, StepDocument>()
  const add = (
    stage: string,
    record: string,
    params: object,
    ms: number,
    dependsOn: readonly string[],
    more: Partial<StepDocument> & { readonly told?: readonly Report[] } = {},
  ): void => {
    const { told = [], ...rest } = more
    const id = `${stage}@${record}`
    const isReused = reused.includes(stage)
    const durationMs = Math.round(ms * (0.7 + 0.6 * chance(id)))
    const stopper = dependsOn
      .map((each) => byId.get(each))
      .find((step) => step?.outcome === 'failed' || step?.outcome === 'blocked')
    const isBlocked = stopper !== undefined
    const outcome = isBlocked ? 'blocked' : (rest.outcome ?? (isReused ? 'reused' : 'ran'))
    const hasRun = outcome === 'ran' || outcome === 'failed'
    const written = Object.entries(params)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join(', ')
    const step: StepDocument = {
      id,
      stage,
      record,
      decision: isReused ? 'reuse' : 'run',
      reason: isReused
        ? { type: 'unchanged', executedAt: startedAt - 86_400_000, run: 'before' }
        : stage === 'train'
          ? {
              type: 'changed',
              changes: [{ type: 'code', changed: ['helper normalise'], added: [], removed: [] }],
            }
          : {
              type: 'changed',
              changes: [{ type: 'input', input: 'rows', record, before: 'a1', after: 'b2' }],
            },
      explanation: isReused
        ? 'nothing changed since 2026-09-20 15:08'
        : stage === 'train'
          ? 'code changed: helper normalise'
          : "input 'rows' changed",
      dependsOn,
      inputs: dependsOn.map(() => ({ name: 'rows', record: 0, digest: digest(`${id} in`) })),
      outputs:
        outcome === 'failed' || isBlocked
          ? [{ name: 'result' }]
          : [
              {
                name: 'result',
                digest: digest(`${id} ${seed}`),
                size: Math.round(2000 + chance(id) * ms * 400),
                format: 'json',
                location: `file:${stage}/${record}-${digest(id).slice(0, 8)}/result.json`,
                preview: `[{x: 1, label: "seven"}, {x: 2, label: "nine"}, ...`,
              },
            ],
      params: `{${written}}`,
      reads: Object.entries(params)
        .slice(0, 2)
        .map(([name, value]) => ({ what: `parameter ${name}`, saw: JSON.stringify(value) })),
      code: digest(stage),
      ...(isBlocked ? { blockedBy: stopper.blockedBy ?? stopper.id } : {}),
      ...(hasRun ? { startedAt, durationMs, memoryBytes: 90e6 + durationMs } : {}),
      ...(isBlocked
        ? {}
        : {
            madeBy: {
              run: isReused ? 'before' : run,
              startedAt: startedAt - (isReused ? 86_400_000 : 0),
              durationMs,
            },
          }),
      ...(isBlocked ? {} : tell(id, told)),
      ...rest,
      outcome,
    }
    steps.push(step)
    byId.set(id, step)
  }
  const all = Array.from({ length: records }, (_, at) => at)
  for (const at of all) {
    const params = {
      model: ['tree', 'knn', 'linear'][at % 3],
      k: at + 1,
      rate: 0.1 / (1 + (at % 4)),
      rows: 4000,
    }
    const record = `${params.model}-${at + 1}`
    const good = 0.72 + 0.2 * chance(`good ${at}`) + seed * 0.004
    add('prepare', record, params, 300, [], { told: tableOf(at, options) })
    add('train', record, params, 1400, [`prepare@${record}`], {
      told: [
        ...curveOf(at, options),
        {
          kind: 'plot',
          name: 'Calibration',
          group: 'Training',
          data: Array.from({ length: 10 }, (_, bin) => ({
            confidence: bin / 10,
            accuracy: bin / 10 + 0.1 * (chance(`${at} ${bin}`) - 0.5),
          })),
          marks: [
            { mark: 'line', x: 'confidence', y: 'accuracy' },
            { mark: 'dot', x: 'confidence', y: 'accuracy' },
          ],
        },
      ],
      ...(at === failing
        ? {
            outcome: 'failed',
            error: {
              tag: 'StageExecutionError',
              message: `Stage 'train' failed for record '${record}': The loss is NaN after epoch 3.`,
              cause:
                'Error: The loss is NaN after epoch 3.\n    at train (digits.ts:41:11)\n    at async execute',
            },
          }
        : {}),
    })
    const extra = Array.from({ length: Math.max(0, (options.metrics ?? 3) - 3) }, (_, metric) => ({
      name: `recall of class ${metric}`,
      value: Number((0.5 + 0.5 * chance(`${at} ${metric}`)).toPrecision(4)),
    }))
    add('score', record, params, 200, [`train@${record}`], {
      numbers: [
        { name: 'accuracy', value: Number(good.toPrecision(5)) },
        { name: 'loss', value: Number((1 - good).toPrecision(4)) },
        { name: 'cost', value: 1234.5 + at, unit: '$' },
        ...extra,
      ],
    })
  }
  add(
    'compare',
    'all',
    {},
    500,
    all.map((at) => `score@${['tree', 'knn', 'linear'][at % 3]}-${at + 1}`),
  )
  const { timed, tookMs } = onSlots(steps, slots, startedAt)
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0, blocked: 0, waiting: 0, running: 0, left: 0 }
  for (const { outcome } of steps) counts[outcome]++
  const document: RunDocument = {
    format: 'stagewright-run',
    version: 1,
    run,
    status: counts.failed > 0 ? 'failed' : 'finished',
    experiment: 'digits',
    file: 'digits.ts',
    store: '.stagewright',
    startedAt,
    durationMs: tookMs + 30,
    counts,
    peakMemoryBytes: 140e6,
    warnings: [],
    environment: {
      node: 'v20.20.0',
      platform: 'linux x64',
      cpus: 4,
      versions: { stagewright: '0.1.0' },
      commit: '4c1f0e9a77b2+',
    },
    reproduce: ['git checkout 4c1f0e9a77b2', 'stagewright run digits.ts'],
    codes: Object.fromEntries(
      ['prepare', 'train', 'score', 'compare'].map((stage) => [
        digest(stage),
        { [stage]: digest(`${stage} itself`), 'helper normalise': digest(`normalise ${seed}`) },
      ]),
    ),
    steps: timed,
  }
  return {
    document,
    load: async ({ location }) => (stored.get(location) ?? []).flatMap((form) => parseReport(form) ?? []),
  }
}

/** Each call in the first slot that is free once what it needs is there, in the order in which calls become ready. */
const onSlots = (
  steps: readonly StepDocument[],
  slots: number,
  startedAt: number,
): { readonly timed: readonly StepDocument[]; readonly tookMs: number } => {
  const free = Array.from({ length: slots }, () => 0)
  const begins = new Map<string, number>()
  const ends = new Map(steps.filter((step) => step.durationMs === undefined).map(({ id }) => [id, 0]))
  let waiting = steps.filter(({ durationMs }) => durationMs !== undefined)
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => ends.has(id)))
    for (const { id, dependsOn, durationMs = 0 } of ready) {
      const slot = free.indexOf(Math.min(...free))
      const from = Math.max(free[slot] ?? 0, ...dependsOn.map((each) => ends.get(each) ?? 0)) + 2
      begins.set(id, from)
      ends.set(id, from + durationMs)
      free[slot] = from + durationMs
    }
    waiting = ready.length === 0 ? [] : waiting.filter(({ id }) => !ends.has(id))
  }
  return {
    timed: steps.map((step) => {
      const from = begins.get(step.id)
      return from === undefined ? step : { ...step, startedAt: startedAt + from }
    }),
    tookMs: Math.max(...free),
  }
}

const tableOf = (at: number, { tableRows = 0, tableColumns = 7 }: SampleOptions): readonly Report[] =>
  at > 0 || tableRows === 0
    ? []
    : [
        {
          kind: 'table',
          name: 'Examples',
          group: 'Data',
          data: Array.from({ length: tableRows }, (_, row) =>
            Object.fromEntries([
              ['row', row],
              ...Array.from({ length: tableColumns - 2 }, (_, column) => [
                `feature ${column}`,
                Number((chance(`${row} ${column}`) * 10 ** (column % 7)).toPrecision(6)),
              ]),
              [
                'note',
                row % 9 === 0
                  ? 'a longer remark about this row, which would wrap in a narrow column'
                  : 'fine',
              ],
            ]),
          ),
        },
      ]

const curveOf = (at: number, { epochs = 0 }: SampleOptions): readonly Report[] =>
  at >= 6
    ? []
    : Array.from({ length: epochs }, (_, epoch) => ({
        kind: 'number' as const,
        name: 'loss',
        group: 'Training',
        data: (1.2 - at * 0.08) * Math.exp(-epoch / (6 + at)) + 0.05 * chance(`${at} ${epoch}`),
      }))
