import { join } from 'node:path'
import type {
  Engine,
  Fingerprinter,
  RunEvent,
  RunResult,
  Store,
  StoreSession,
  Trace,
} from '@stagewright/core'
import { collectGarbage, fileStore } from '../../../node/src/store/index.ts'
import type { CollectionRules, Laboratory } from '../../src/oracle/index.ts'
import { one } from '../../src/store-conformance/one.ts'

/** Parts that are wrong on purpose, each as a planner might be. */

/** Keys are made by digesting a text that names each input: here input `x` is told apart from none. */
export const inputDroppedFromKey: Laboratory = {
  breakFingerprinter: (sound) => ({
    ...sound,
    digest: (content) =>
      sound.digest(typeof content === 'string' ? content.replace(/(?<=1:x)[0-9a-f]{64}/gu, '-') : content),
  }),
}

/** A file is taken for what it was when it was first looked at. */
export const fileCheckSkipped: Laboratory = {
  breakFingerprinter: (sound): Fingerprinter => {
    const seen = new Map<string, ReturnType<Fingerprinter['file']>>()
    return {
      ...sound,
      file: (path) => {
        if (!seen.has(path)) seen.set(path, sound.file(path))
        return seen.get(path)
      },
    }
  },
}

/** The store goes on giving the first execution of a key, and forgets what an overwrite made. */
export const reuseAfterOverwrite: Laboratory = {
  breakStore: (sound): Store => {
    const first = new Map<string, Trace>()
    return {
      ...sound,
      open: async (mode): Promise<StoreSession> => {
        const session = await sound.open(mode)
        const trace = async (key: string): Promise<Trace | undefined> => {
          const found = await one(session).trace(key)
          if (found !== undefined && !first.has(key)) first.set(key, found)
          return first.get(key)
        }
        const { summaries: _, heads: __, ...others } = session
        return { ...others, traces: (keys) => Promise.all(keys.map(trace)) }
      },
    }
  },
}

/** Only the function itself is fingerprinted, and not what it calls. */
export const helperIgnored: Laboratory = {
  breakFingerprinter: (sound) => ({
    ...sound,
    code: (fn) => {
      const code = sound.code(fn)
      return { ...code, digest: code.parts['function step'] ?? '' }
    },
  }),
}

/** What one record has for the parameter `a` counts for all. */
export const recordsConfused: Laboratory = {
  breakFingerprinter: (sound) => ({
    ...sound,
    digest: (content) =>
      sound.digest(
        typeof content === 'string' ? content.replace(/(?<=p\d+\|value\|1:a)\d+:(d\d+;|t)/gu, '-') : content,
      ),
  }),
}

/** A summary counts whatever was committed since it was written. */
export const summaryOutlivesItsStore: Laboratory = {
  breakStore: (sound): Store => {
    const written = new Map<string, string>()
    return {
      ...sound,
      open: async (mode): Promise<StoreSession> => {
        const session = await sound.open(mode)
        return {
          ...session,
          summaries: {
            read: (name) => written.get(name),
            write: (name, parts) => void written.set(name, [...parts].join('')),
            note: () => {},
          },
        }
      },
    }
  },
}

/** All records are the same to a summary. */
export const recordsConfusedInSummaries: Laboratory = {
  breakFingerprinter: (sound) => ({
    ...sound,
    digest: (content) =>
      sound.digest(typeof content === 'string' ? content.replace(/^s\d+:\w+\[\d+:.*$/su, '-') : content),
  }),
}

/** A step is compared with whatever its stage executed last, for whichever record. */
export const neighboursCompared: Laboratory = {
  breakStore: (sound): Store => ({
    ...sound,
    open: async (mode): Promise<StoreSession> => {
      const session = await sound.open(mode)
      return {
        ...session,
        stood: async (places) => {
          const standings = await session.stood(places)
          const stages = places.map((place) => /\n(\w+)@/u.exec(place)?.[1] ?? '')
          const latest = await session.latest(stages, 1)
          return standings.map((standing, at) => {
            const [trace] = latest[at] ?? []
            return trace === undefined ? standing : { trace, record: trace.record }
          })
        },
      }
    },
  }),
}

const changingResults = (
  change: (step: RunResult['steps'][number], plan: RunResult['plan']) => object,
): Laboratory => ({
  breakEngine: (sound): Engine => ({
    ...sound,
    run: async (targets, options) => {
      const result = await sound.run(targets, options)
      const steps = result.steps.map((step) => ({ ...step, ...change(step, result.plan) }))
      return Object.defineProperty(Object.create(result), 'steps', { value: steps }) as RunResult
    },
  }),
})

/** After a run, steps keep the reasons of the plan. */
export const reasonsAsPlanned: Laboratory = changingResults(({ id }, { steps }) => {
  const planned = steps.find((step) => step.id === id)
  return planned === undefined ? {} : { reason: planned.reason, explanation: planned.explanation }
})

/** What a failure stopped counts as not needed. */
export const blockedTakenForSkipped: Laboratory = changingResults(({ outcome }) =>
  outcome === 'blocked' ? { outcome: 'skipped', reason: { type: 'not-needed' } } : {},
)

/** What follows a step without outputs does not wait for its end. */
export const guardsNotWaitedFor: Laboratory = {
  breakEngine: (sound): Engine => ({
    ...sound,
    run: async (targets, options = {}) => {
      const late: RunEvent[] = []
      const guards = new Set<string>()
      const onEvent = (event: RunEvent): void => {
        if (event.type === 'run-started')
          for (const { id, outputs } of event.plan.steps) if (outputs.length === 0) guards.add(id)
        if (event.type === 'step-finished' && guards.has(event.step)) late.push(event)
        else options.onEvent?.(event)
      }
      return sound.run(targets, { ...options, onEvent }).finally(() => {
        for (const event of late) options.onEvent?.(event)
      })
    },
  }),
}

/** Whatever a stage executed last is taken for a step's own, and for made of what there is now. */
const anybodysResults = (sound: Store): Store => ({
  ...sound,
  open: async (mode): Promise<StoreSession> => {
    const session = await sound.open(mode)
    return {
      ...session,
      stood: async (places) => {
        const stages = places.map((place) => /\n(\w+)@/u.exec(place)?.[1] ?? '')
        return (await session.latest(stages, 1)).map(
          ([trace]) => trace && { trace: { ...trace, reads: [] }, record: trace.record },
        )
      },
    }
  },
})

/** Accepts for each record what any record's step made. */
export const anythingAccepted: Laboratory = {
  breakEngine: (sound): Engine => ({
    ...sound,
    accept: (targets, selectors, options = {}) =>
      sound.accept(targets, selectors, {
        ...options,
        ...(options.store !== undefined && { store: anybodysResults(options.store) }),
      }),
  }),
}

/** Shows what it accepts, and does not note it. */
export const acceptedForNobody: Laboratory = {
  breakEngine: (sound): Engine => ({
    ...sound,
    accept: (targets, selectors, options) => sound.accept(targets, selectors, { ...options, dryRun: true }),
  }),
}

/** Shows what it accepts as refused. */
export const everythingRefused: Laboratory = {
  breakEngine: (sound): Engine => ({
    ...sound,
    accept: async (targets, selectors, options) =>
      (await sound.accept(targets, selectors, options)).map((each) => ({ ...each, refused: true })),
  }),
}

/** A laboratory whose stores are in files and whose garbage is collected, each with rules that are changed first. */
export const collecting = (
  folder: string,
  change: (rules: CollectionRules) => CollectionRules = (rules) => rules,
): Laboratory => {
  let stores = 0
  return {
    makeStore: () => fileStore(join(folder, String(stores++))),
    collect: (store, rules) => collectGarbage(store.name, change(rules)),
  }
}

/** Keeps what a plan finds, and not what early cutoff could. */
export const onlyWhatIsPlanned = ({ unreachableFrom, ...rules }: CollectionRules): CollectionRules => ({
  ...rules,
  ...(unreachableFrom && {
    unreachableFrom: unreachableFrom.map((plan) => async (store: Store) => void (await plan(store))),
  }),
})

/** Takes all that a plan was not made for. */
export const everythingTaken = (rules: CollectionRules): CollectionRules => ({ ...rules, maxBytes: 0 })
