import type { RunDocument, StepDocument } from '../../src/document/run-document.ts'

/** Where a step's result comes from: everything before it, and what all of it read from outside. */
export interface Lineage {
  /** By how many steps lie between, the nearest first. */
  readonly levels: readonly (readonly StepDocument[])[]
  /** Parameters, files and environment variables, with the steps that read them. */
  readonly sources: readonly { readonly what: string; readonly saw: string; readonly by: readonly string[] }[]
}

export const lineageOf = ({ steps }: RunDocument, step: StepDocument): Lineage => {
  const byId = new Map(steps.map((each) => [each.id, each]))
  const seen = new Set([step.id])
  const levels: StepDocument[][] = []
  let level: readonly StepDocument[] = [step]
  while (level.length > 0) {
    const next: StepDocument[] = []
    for (const { dependsOn } of level)
      for (const id of dependsOn) {
        const producer = byId.get(id)
        if (producer === undefined || seen.has(id)) continue
        seen.add(id)
        next.push(producer)
      }
    if (next.length > 0) levels.push(next)
    level = next
  }
  const sources = new Map<string, { what: string; saw: string; by: string[] }>()
  for (const { id, reads = [] } of [step, ...levels.flat()])
    for (const { what, saw } of reads) {
      const key = `${what}\n${saw}`
      const known = sources.get(key) ?? { what, saw, by: [] }
      known.by.push(id)
      sources.set(key, known)
    }
  return { levels, sources: [...sources.values()] }
}
