import type { ClaimWait, EnclosingData } from '../ports/executor.ts'
import type { Digest } from '../ports/trace.ts'

/** A step whose function is being called, as the runs that this function makes see it. */
export interface EnclosingStep extends EnclosingData {
  /** The step that its own run is made in. */
  readonly outer: EnclosingStep | undefined
  /** Told what somebody inside of it waits for, whenever that changes. */
  readonly waits: (who: object, forWhat: readonly ClaimWait[]) => void
}

/** Passes a value on to all that a function begins, across `await`: an `AsyncLocalStorage` of Node is one. */
export interface AsyncContext {
  readonly run: <Returned>(value: EnclosingStep, act: () => Returned) => Returned
  readonly getStore: () => EnclosingStep | undefined
}

let context: AsyncContext | undefined

/** Without one, a run does not know that a step makes it. */
export const provideAsyncContext = (given: AsyncContext): void => {
  context ??= given
}

/** The step whose function makes this call; `undefined` where none does. */
export const enclosingStep = (): EnclosingStep | undefined => context?.getStore()

/** @param enclosing what runs that are made by `act` are inside of */
export const inside = <Returned>(enclosing: EnclosingStep, act: () => Returned): Returned =>
  context === undefined ? act() : context.run(enclosing, act)

/** So many of the claims that are waited for inside of a step are told. */
const mostTold = 100

/** @param tell what has changed; absent where nobody could hear it */
export const makeEnclosing = (
  data: EnclosingData,
  outer: EnclosingStep | undefined,
  tell: ((waits: readonly ClaimWait[]) => void) | undefined,
): EnclosingStep => {
  const waits = new Map<object, readonly ClaimWait[]>()
  let isTelling = false
  const all = (): readonly ClaimWait[] => {
    const found = new Map<Digest, ClaimWait>()
    for (const each of waits.values())
      for (const wait of each) {
        if (found.size >= mostTold) return [...found.values()]
        found.set(wait.claim, wait)
      }
    return [...found.values()]
  }
  return {
    ...data,
    outer,
    waits: (who, forWhat) => {
      if (forWhat.length > 0) waits.set(who, forWhat)
      else waits.delete(who)
      outer?.waits(who, forWhat)
      if (tell === undefined || isTelling) return
      isTelling = true
      queueMicrotask(() => {
        isTelling = false
        tell(all())
      })
    },
  }
}

/** As data for a call elsewhere: the innermost first. */
export const enclosingData = (enclosing: EnclosingStep): readonly EnclosingData[] => {
  const found: EnclosingData[] = []
  for (let at: EnclosingStep | undefined = enclosing; at !== undefined; at = at.outer)
    found.push({ step: at.step, store: at.store, claim: at.claim })
  return found
}

/** @param tell where what is waited for is told to the run that the call belongs to */
export const enclosingOf = (
  data: readonly EnclosingData[],
  tell: ((waits: readonly ClaimWait[]) => void) | undefined,
): EnclosingStep | undefined =>
  data.reduceRight<EnclosingStep | undefined>(
    (outer, each, index) => makeEnclosing(each, outer, index === 0 ? tell : undefined),
    undefined,
  )
