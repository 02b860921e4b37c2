import type { StageGraph } from '../graph/stage-graph.ts'
import type { Decision, Prospect } from './decide.ts'
import { type PictureOptions, pictureOfStages, pictureOfSteps, toDot, toMermaid } from './draw.ts'
import type { PlanJson, PlanStep } from './plan-data.ts'
import { describeReason, type Reason } from './reason.ts'
import { once } from './once.ts'
import { stageGraphOf, stageGraphOfSteps } from './stages.ts'
import type { Step, Wiring } from './step.ts'
import { printPlan } from './print.ts'
import type { PlanWarning } from './warning.ts'

/** What will run and why, before anything runs: plain data that prints itself. */
export interface Plan {
  /** In an order in which they can run. */
  readonly steps: readonly PlanStep[]
  readonly warnings: readonly PlanWarning[]
  readonly counts: Readonly<Record<Decision, number>>
  /**
   * The stages, and the artifacts that flow between them, as a graph of `@dagrejs/graphlib`. Made when it is first asked
   * for; not part of the plan's JSON.
   */
  readonly graph: StageGraph
  /** A table for people. */
  toString(): string
  toJSON(): PlanJson
  /** The graph in Graphviz's language: a box for each step, or with `fold` for each stage. */
  toDot(options?: PictureOptions): string
  /** The same as a Mermaid flow chart. */
  toMermaid(options?: PictureOptions): string
}

export const toPlan = (wiring: Wiring, prospects: readonly Prospect[]): Plan => {
  const counts = { run: 0, maybe: 0, reuse: 0, skip: 0 }
  for (const { decision } of prospects) counts[decision]++
  const steps = once(() => {
    const describe = describeOnce()
    return wiring.steps.map((step) => toPlanStep(step, wiring, prospects[step.index], describe))
  })
  return planWith(steps, wiring.warnings, counts, () => stageGraphOf(wiring))
}

/** A plan of its data. */
export const planOf = ({ steps, warnings, counts }: PlanJson): Plan =>
  planWith(
    () => steps,
    warnings,
    counts,
    () => stageGraphOfSteps(steps),
  )

const planWith = (
  stepsOf: () => readonly PlanStep[],
  warnings: Plan['warnings'],
  counts: Plan['counts'],
  makeGraph: () => StageGraph,
): Plan => {
  const graph = once(makeGraph)
  const picture = ({ fold = false }: PictureOptions = {}) =>
    fold ? pictureOfStages(data(), graph()) : pictureOfSteps(data())
  const hidden = (value: (options?: PictureOptions) => unknown): PropertyDescriptor => ({
    value,
    enumerable: false,
  })
  const data = (): PlanJson => ({ steps: stepsOf(), warnings, counts })
  const lazily: PlanJson = {
    get steps() {
      return stepsOf()
    },
    warnings,
    counts,
  }
  // The graph and the four methods of a Plan are defined here, hidden, so that printing and comparing show the data alone.
  return Object.defineProperties(lazily, {
    graph: { get: graph, enumerable: false },
    toString: hidden(() => printPlan(data())),
    toJSON: hidden(data),
    toDot: hidden((options?: PictureOptions) => toDot(picture(options))),
    toMermaid: hidden((options?: PictureOptions) => toMermaid(picture(options))),
    [Symbol.for('nodejs.util.inspect.custom')]: hidden(() => printPlan(data())),
  }) as Plan
}

/** Many steps share one reason. */
export const describeOnce = (): ((reason: Reason) => string) => {
  const known = new Map<Reason, string>()
  return (reason) => {
    const sentence = known.get(reason) ?? describeReason(reason)
    known.set(reason, sentence)
    return sentence
  }
}

export const toPlanStep = (
  step: Step,
  wiring: Wiring,
  prospect: Prospect | undefined,
  describe: (reason: Reason) => string,
): PlanStep => {
  const { decision, reason } = prospect ?? { decision: 'skip', reason: { type: 'not-needed' } }
  const { definition, subject } = step.application
  const idsOf = (indices: readonly number[]): readonly string[] =>
    indices.flatMap((index) => wiring.steps[index]?.id ?? [])
  return {
    id: step.id,
    stage: definition.name,
    record: subject.name,
    decision,
    reason,
    explanation: describe(reason),
    inputs: definition.inputs,
    outputs: definition.outputNames,
    dependsOn: idsOf(wiring.topology.producers(step.index)),
    after: idsOf(wiring.topology.after(step.index)),
  }
}
