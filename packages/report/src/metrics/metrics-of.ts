import type { RunDocument, StepDocument } from '../document/run-document.ts'
import { parseParams } from './parse-params.ts'

/** A record's parameters beside the numbers that its steps came to. */
export interface MeasuredRecord {
  readonly record: string
  /** By path, as people read them. */
  readonly params: ReadonlyMap<string, string>
  /** By the metric's name. */
  readonly values: ReadonlyMap<string, Measured>
}

export interface Measured {
  readonly value: number
  readonly unit?: string
  /** The step that came to it, and its stage. */
  readonly step: string
  readonly stage: string
}

/**
 * The records of a run that have numbers: what steps reported as numbers, and outputs that are numbers. Where two steps
 * of a record have a metric of one name, the stage's name tells them apart.
 */
export const metricsOf = (steps: RunDocument['steps']): readonly MeasuredRecord[] => {
  const shared = sharedNames(steps)
  const records = new Map<string, { params: Map<string, string>; values: Map<string, Measured> }>()
  for (const step of steps) {
    const numbers = numbersOf(step)
    const known = records.get(step.record) ?? { params: new Map(), values: new Map() }
    records.set(step.record, known)
    for (const [path, value] of paramsOf(step)) known.params.set(path, value)
    for (const [name, { value, unit }] of numbers) {
      const full = shared.has(name) ? `${name} (${step.stage})` : name
      known.values.set(full, {
        value,
        ...(unit === undefined ? {} : { unit }),
        step: step.id,
        stage: step.stage,
      })
    }
  }
  return [...records].flatMap(([record, { params, values }]) =>
    values.size === 0 ? [] : [{ record, params, values }],
  )
}

/** Metrics that several stages of one record have. */
const sharedNames = (steps: RunDocument['steps']): ReadonlySet<string> => {
  const stageOf = new Map<string, string>()
  const shared = new Set<string>()
  for (const step of steps)
    for (const [name] of numbersOf(step)) {
      const stage = stageOf.get(name)
      if (stage !== undefined && stage !== step.stage) shared.add(name)
      stageOf.set(name, step.stage)
    }
  return shared
}

type Numbers = ReadonlyMap<string, { readonly value: number; readonly unit?: string }>

const numbersOf = ({ numbers = [], outputs }: StepDocument): Numbers => {
  const found = new Map<string, { readonly value: number; readonly unit?: string }>()
  for (const { name, preview } of outputs)
    if (preview !== undefined && /^-?(?:\d|Infinity)/u.test(preview) && !Number.isNaN(Number(preview)))
      found.set(name, { value: Number(preview) })
  for (const { name, value, unit } of numbers)
    found.set(name, { value: Number(value), ...(unit === undefined ? {} : { unit }) })
  return found
}

/** What the record was described with, and what its function read of it: a long description is cut off. */
const paramsOf = ({ params, reads = [] }: StepDocument): ReadonlyMap<string, string> => {
  const found = new Map(params === undefined ? [] : parseParams(params))
  for (const { what, saw } of reads) {
    const path = /^parameter ([^,]+)$/u.exec(what)?.[1]
    if (path !== undefined && path !== '(all)' && !path.includes(' of record ') && !found.has(path))
      found.set(path, saw)
  }
  return found
}
