import {
  type Engine,
  type Fingerprinter,
  makeEngine,
  memoryStore,
  type PastExecution,
  type Store,
} from '@stagewright/core'
import { build, type Built } from './build.ts'
import { knownCachers } from './cachers.ts'
import { evaluateAll } from './evaluate.ts'
import type { Situation } from './expect.ts'
import { OracleFinding } from './finding.ts'
import { type FrailStore, frailStore } from './frail-store.ts'
import { layOut } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { Program } from './program.ts'
import type { Standing, Standings } from './reasons.ts'
import { summingStore } from './summing-store.ts'
import { type Codes, worldFingerprinter } from './world-fingerprinter.ts'
import type { World } from './world.ts'

/** What a check is made with; a part that is broken on purpose shows whether the check sees it. */
export interface Laboratory {
  /** Makes an empty store. Default: one in memory that keeps summaries. */
  readonly makeStore?: () => Store
  /** Whether only values are judged, and not what was executed for them. Default: false. */
  readonly onlyValues?: boolean
  /** Collects the garbage of a store that `makeStore` made. Default: garbage stays. */
  readonly collect?: (store: Store, rules: CollectionRules) => Promise<unknown>
  readonly breakFingerprinter?: (sound: Fingerprinter) => Fingerprinter
  readonly breakStore?: (sound: Store) => Store
  readonly breakEngine?: (sound: Engine) => Engine
}

/** What a collection takes beside what was replaced: nothing, what a plan cannot reuse, or the oldest beyond so many bytes. */
export interface CollectionRules {
  readonly unreachableFrom?: readonly ((store: Store) => Promise<unknown>)[]
  readonly maxBytes?: number
}

/** The pipeline as it is now, built for the engine, and what is known of it without the engine. */
export interface Scene extends Pick<Situation, 'layout' | 'evaluations'> {
  readonly built: Built
}

/** A store and what it should remember. */
export interface Memory {
  readonly store: FrailStore
  /** The same, as it was made. */
  readonly below: Store
  /** What was executed or accepted, by the oracle's keys. */
  readonly known: Map<string, Known>
  ledger: Ledger
  /** What each step stood on last. */
  standings: Standings
}

/** An execution that the store should know. */
export interface Known {
  /** Its key in the store. */
  readonly engineKey: string
  readonly standing: Standing
  /** What it made, as JSON. */
  readonly outputs: string
}

/** Calls of functions, counted, and one of them may go wrong. */
export interface Calls {
  count: number
  disturb: (() => void) | undefined
}

/** More than any program needs: an engine that calls functions without end is found out before memory is. */
const mostCalls = 100_000

export interface Bench {
  readonly onlyValues: boolean
  readonly program: Program
  readonly world: World
  readonly calls: Calls
  readonly engine: Engine
  readonly codes: Codes
  readonly newMemory: () => Memory
  readonly collect: Laboratory['collect']
}

export const makeBench = (program: Program, world: World, laboratory: Laboratory): Bench => {
  const codes: Codes = new WeakMap()
  const fingerprinter = worldFingerprinter(world, codes)
  const engine = makeEngine({
    fingerprinter: laboratory.breakFingerprinter?.(fingerprinter) ?? fingerprinter,
    cachers: knownCachers,
  })
  const makeStore = laboratory.makeStore ?? (() => summingStore(memoryStore()))
  return {
    onlyValues: laboratory.onlyValues ?? false,
    program,
    world,
    engine: laboratory.breakEngine?.(engine) ?? engine,
    codes,
    collect: laboratory.collect,
    calls: { count: 0, disturb: undefined },
    newMemory: () => {
      const store = makeStore()
      return {
        store: frailStore(laboratory.breakStore?.(store) ?? store),
        below: store,
        known: new Map(),
        ledger: new Map(),
        standings: new Map(),
      }
    },
  }
}

export const sceneOf = ({ program, world, calls, codes }: Bench): Scene => {
  const layout = layOut(program, world)
  const entered = (): void => {
    calls.count++
    if (calls.count > mostCalls) throw new OracleFinding('needless', 'functions are called without end')
    calls.disturb?.()
  }
  return {
    layout,
    evaluations: evaluateAll(layout, world),
    built: build(layout, world, codes, { entered }),
  }
}

/** Everything that a store remembers, the oldest first. */
export const executionsIn = async (store: Store): Promise<readonly PastExecution[]> => {
  const session = await store.open({ readOnly: true })
  try {
    const all: PastExecution[] = []
    for await (const execution of session.executions()) all.push(execution)
    return all
  } finally {
    await session.close()
  }
}
