import type { Digest, Plan, Store, TraceHead } from '@stagewright/core'

/** What some plans could reuse of a store. */
export interface Reachable {
  readonly has: (execution: {
    readonly key: Digest
    readonly stage: string
    readonly record: string
  }) => boolean
}

/**
 * What some plans find in a store: what they reuse, and what that was made of. Of a step whose inputs are not known before
 * something runs, every execution of its stage and record: one of them may fit once they are.
 */
export const reachableFrom = async (
  store: Store,
  plans: readonly ((store: Store) => Promise<unknown>)[],
): Promise<Reachable> => {
  const keys = new Set<Digest>()
  const slots = new Set<string>()
  /** Stages of items that are not known: any of their executions may fit one of them. */
  const open = new Set<string>()
  /** By stage: the records for which was executed what steps stand on. */
  const makers = new Map<string, Set<string>>()
  const note = <Found extends TraceHead>(found: Found | undefined): Found | undefined => {
    if (found !== undefined) keys.add(found.key)
    return found
  }
  const noteAll = <Found extends TraceHead>(
    found: readonly (Found | undefined)[],
  ): readonly (Found | undefined)[] => found.map(note)
  const watched: Store = {
    name: store.name,
    open: async () => {
      // What a summary says is not looked up.
      const { summaries: _, heads, ...session } = await store.open({ readOnly: true })
      return {
        ...session,
        isSurveyed: true,
        ...(heads && { heads: (keys: readonly Digest[]) => noteAll(heads(keys)) }),
        traces: async (keys) => noteAll(await session.traces(keys)),
        stood: async (places) => {
          const standings = await session.stood(places)
          for (const { stage, record } of standings.flatMap((standing) => standing?.trace ?? [])) {
            const records = makers.get(stage) ?? new Set()
            makers.set(stage, records.add(record))
          }
          return standings
        },
      }
    },
  }
  for (const plan of plans) {
    const made = await plan(watched)
    for (const { stage, record, decision, reason } of stepsOf(made)) {
      if (decision !== 'maybe') continue
      if (reason.type === 'unfolds') open.add(stage)
      for (const of of [record, ...(makers.get(stage) ?? [])]) slots.add(slotOf(stage, of))
    }
  }
  return {
    has: ({ key, stage, record }) => keys.has(key) || open.has(stage) || slots.has(slotOf(stage, record)),
  }
}

const slotOf = (stage: string, record: string): string => `${stage.length}:${stage}${record}`

/** Whoever gives a plan for the function's result says which steps may run. */
const stepsOf = (made: unknown): Plan['steps'] =>
  typeof made === 'object' && made !== null && 'steps' in made && Array.isArray(made.steps) ? made.steps : []
