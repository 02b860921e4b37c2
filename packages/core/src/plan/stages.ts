import { makeStageGraph, type StageGraph } from '../graph/stage-graph.ts'
import type { PlanStep } from './plan-data.ts'
import type { Wiring } from './step.ts'

/** The stages of a wiring, what flows between them, and their order. */
export const stageGraphOf = ({ steps, topology }: Wiring): StageGraph =>
  makeStageGraph(
    steps.map(({ application }) => application.definition.name),
    (index) => [
      ...(steps[index]?.inputs ?? []).flatMap(({ name, producer }) =>
        producer === undefined ? [] : [{ step: producer, artifact: name }],
      ),
      ...topology.after(index).map((step) => ({ step })),
    ],
  )

/** The same of a plan's steps alone: what flows is what the one outputs and the other takes. */
export const stageGraphOfSteps = (steps: readonly PlanStep[]): StageGraph => {
  const indexes = new Map(steps.map(({ id }, index) => [id, index]))
  const known = (ids: readonly string[] = []): readonly number[] => ids.flatMap((id) => indexes.get(id) ?? [])
  return makeStageGraph(
    steps.map(({ stage }) => stage),
    (index) => [
      ...known(steps[index]?.dependsOn).flatMap((step) =>
        (steps[step]?.outputs ?? [])
          .filter((name) => steps[index]?.inputs.includes(name))
          .map((artifact) => ({ step, artifact })),
      ),
      ...known(steps[index]?.after).map((step) => ({ step })),
    ],
  )
}
