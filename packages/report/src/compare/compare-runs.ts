import type { OutputDocument, RunDocument, StepDocument } from '../document/run-document.ts'
import { metricsOf } from '../metrics/metrics-of.ts'
import { parseParams } from '../metrics/parse-params.ts'
import { compareCode } from './compare-code.ts'
import type { ChangedMetric, ChangedOutput, ChangedStep, Comparison, RunSide } from './comparison.ts'

/** What is different in a run from another one, which is usually the run of the same experiment before it. */
export const compareRuns = (before: RunDocument, after: RunDocument): Comparison => {
  const earlier = new Map(before.steps.map((step) => [step.id, step]))
  const later = new Set(after.steps.map(({ id }) => id))
  const valuesBefore = valuesOf(before)
  return {
    before: sideOf(before),
    after: sideOf(after),
    added: after.steps.flatMap(({ id }) => (earlier.has(id) ? [] : [id])),
    removed: before.steps.flatMap(({ id }) => (later.has(id) ? [] : [id])),
    steps: after.steps.flatMap((step) => changeOf(earlier.get(step.id), step) ?? []),
    changed: after.steps.flatMap((step) => changesOf(earlier.get(step.id), step)),
    same: after.steps.reduce((sum, step) => sum + sameIn(earlier.get(step.id), step), 0),
    missing: after.steps.flatMap((step) =>
      hasOutputs(earlier.get(step.id)) && !hasOutputs(step) ? [step.id] : [],
    ),
    metrics: compareMetrics(valuesBefore, valuesOf(after)),
    metricsBefore: valuesBefore,
    code: compareCode(before, after),
  }
}

const sideOf = ({
  run,
  experiment,
  file,
  status,
  startedAt,
  durationMs,
  counts,
  environment,
}: RunDocument): RunSide => ({ run, experiment, file, status, startedAt, durationMs, counts, environment })

const changeOf = (before: StepDocument | undefined, after: StepDocument): ChangedStep | undefined => {
  if (before === undefined) return undefined
  const [paramsBefore, paramsAfter] = differingParams(before, after)
  if (before.outcome === after.outcome && paramsBefore === paramsAfter) return undefined
  return { id: after.id, before: stepSide(before, paramsBefore), after: stepSide(after, paramsAfter) }
}

const stepSide = ({ outcome, durationMs, madeBy }: StepDocument, params: string): ChangedStep['before'] => {
  const took = durationMs ?? madeBy?.durationMs
  return {
    outcome,
    ...(took === undefined ? {} : { durationMs: took }),
    ...(params === '' ? {} : { params }),
  }
}

const differingParams = (before: StepDocument, after: StepDocument): readonly [string, string] => {
  if (before.params === undefined || after.params === undefined || before.params === after.params)
    return ['', '']
  const [one, other] = [parseParams(before.params), parseParams(after.params)]
  const paths = [...new Set([...one.keys(), ...other.keys()])].filter(
    (path) => one.get(path) !== other.get(path),
  )
  const show = (params: ReadonlyMap<string, string>): string =>
    paths.flatMap((path) => (params.has(path) ? [`${path}: ${params.get(path)}`] : [])).join(', ')
  return [show(one), show(other)]
}

const hasOutputs = (step: StepDocument | undefined): boolean =>
  step !== undefined && step.outputs.some(({ digest }) => digest !== undefined)

const sameIn = (before: StepDocument | undefined, after: StepDocument): number => {
  if (before === undefined) return 0
  const earlier = new Map(before.outputs.map(({ name, digest }) => [name, digest]))
  return after.outputs.filter(({ name, digest }) => digest !== undefined && earlier.get(name) === digest)
    .length
}

const changesOf = (before: StepDocument | undefined, after: StepDocument): readonly ChangedOutput[] => {
  const outputs = new Map(before?.outputs.map((output) => [output.name, output]))
  return after.outputs.flatMap((output) => {
    const earlier = outputs.get(output.name)
    if (earlier?.digest === undefined || output.digest === undefined || earlier.digest === output.digest)
      return []
    return [{ step: after.id, output: output.name, before: shown(earlier), after: shown(output) }]
  })
}

const shown = ({ preview, digest }: OutputDocument): string => preview ?? digest?.slice(0, 12) ?? ''

type Values = Comparison['metricsBefore']

const valuesOf = ({ steps }: RunDocument): Values =>
  Object.fromEntries(
    metricsOf(steps).map(({ record, values }) => [
      record,
      Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    ]),
  )

const compareMetrics = (before: Values, after: Values): readonly ChangedMetric[] =>
  [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((record) => {
    const [one, other] = [before[record] ?? {}, after[record] ?? {}]
    return [...new Set([...Object.keys(other), ...Object.keys(one)])].flatMap((metric): ChangedMetric[] => {
      const [was, is] = [one[metric], other[metric]]
      if (Object.is(was, is)) return []
      return [
        {
          record,
          metric,
          ...(was === undefined ? {} : { before: was }),
          ...(is === undefined ? {} : { after: is }),
        },
      ]
    })
  })
