/**
 * The graph of steps, by their index. Steps are numbered so that each comes after what it depends on: a record can only
 * hold what was applied before, so there are no cycles.
 */
export interface Topology {
  readonly size: number
  readonly producers: (step: number) => readonly number[]
  readonly dependents: (step: number) => readonly number[]
}

const none: readonly number[] = []

/** @param producers of each step, each once */
export const makeTopology = (producers: readonly (readonly number[])[]): Topology => {
  const dependents: (number[] | undefined)[] = Array.from({ length: producers.length })
  producers.forEach((list, step) => {
    for (const producer of list) {
      const known = dependents[producer]
      if (known === undefined) dependents[producer] = [step]
      else known.push(step)
    }
  })
  return {
    size: producers.length,
    producers: (step) => producers[step] ?? none,
    dependents: (step) => dependents[step] ?? none,
  }
}
