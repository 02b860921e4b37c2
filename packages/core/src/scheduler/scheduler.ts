// How a plan is carried out.
//
// A step *settles* when it stands on an execution, an earlier one or one of this run: then its outputs' digests are known.
// Steps settle from the roots on. When the last input of a step has settled, the step is *considered*: its past is looked
// up by those digests. Where an earlier execution fits, it settles on that one, and nothing is called. Where none does,
// or where something needs a value that nobody can load, the step must execute, and goes onto the *ready queue*.
//
// The ready queue is a stack, so that a chain that was begun is finished before others are begun, and its values leave
// memory early. While a slot is free, the next ready step is taken from it and asked, in this order, what it waits for:
//
//   1. a step before it whose value must be made anew, or that has no outputs and comes first (then that one is queued);
//   2. an execution in flight that may turn out to be its own too, because it has the same code and inputs;
//   3. units of a named resource;
//   4. its claim, which another session holds that does the same.
//
// A step that waits is *parked*: it takes no slot, and another one gets its turn. It is looked at again when what it waits
// for has changed. A step that waits for nothing takes the slot, and makes an attempt: its function is called, and what
// that returned is saved. An attempt that fails is made again after a pause, while attempts are left; in the pause the
// step holds no slot, no claim and no resource. Bytes of an input that turn out to be gone are no failure of the step: its
// producer executes once more. A step that failed for good blocks all that needs it.
//
// An execution may come out differently than was thought, such as when others wrote meanwhile: then its dependents are
// considered anew, and one that is in flight is considered anew when it has ended.
//
// A step that looks something up in a store that is elsewhere comes back to its list with the answer (store/rounds.ts).
//
// There is no recursion over steps: what becomes possible goes into one of two lists, `#toConsider` and `#ready`.
import { StageExecutionError } from '../errors/index.ts'
import type { Identity } from '../plan/identify.ts'
import type { Step } from '../plan/step.ts'
import type { Claim, HeldClaim } from '../ports/store.ts'
import type { Digest, Trace } from '../ports/trace.ts'
import { type Asking, makeAsking } from './asking.ts'
import { type Failing, makeFailing } from './failing.ts'
import { type Growing, makeGrowing } from './growing.ts'
import { inside } from './enclosing.ts'
import { firstAttempt, hearReads, headOf, makeInFlight, makeTwins, noteReads } from './in-flight.ts'
import type { Attempt, Flight, InFlight, Twins } from './in-flight.ts'
import { makeInputs } from './inputs.ts'
import { isThereAgain, lossIn, type LostInputs, makeLostInputs } from './lost-inputs.ts'
import { madeByOthers, type MadeByOthers } from './made-by-others.ts'
import { onStop } from './on-stop.ts'
import { makePace } from './pace.ts'
import { makeResources, type Resources } from './resources.ts'
import { makeRetention, type Retention } from './retention.ts'
import { mayTryAgain, pauseBefore } from './retry.ts'
import { makeSettling, type Settling } from './settling.ts'
import { become, isParked, type Node, type NodeAt, takeWaiters } from './states.ts'
import { makeSteps, type Steps } from './steps.ts'
import { startTimer } from './timers.ts'
import { makeTelling } from './told.ts'
import { whenFreed } from './when-freed.ts'
import type { Executed, Order, Work } from './work.ts'

export class Scheduler {
  readonly #work: Work
  readonly #at: NodeAt
  readonly #steps: Steps
  readonly #settling: Settling
  readonly #failing: Failing
  readonly #retention: Retention
  readonly #inFlight: InFlight
  readonly #twins: Twins
  readonly #resources: Resources
  readonly #recover: LostInputs
  readonly #asking: Asking
  readonly #hasInputs: (index: number) => boolean
  readonly #growing: Growing
  /** Steps to be considered, because all their inputs are settled. */
  readonly #toConsider: number[] = []
  /** Steps that are to execute, the next one last. */
  readonly #ready: number[] = []
  /** Steps that began and can go on, the next one first. */
  readonly #resumed: number[] = []
  /** Attempts that wait for their claim, or for the pause before them to end. */
  readonly #begun = new Map<number, Attempt>()
  /** Executions of this run that ended, by base, where several steps have it. */
  readonly #ended = new Map<Digest, number>()
  /** Claims of steps in flight. */
  readonly #claims = new Map<number, Claim>()
  #running = 0
  /** Steps that wait for something outside of the run. */
  #waiting = 0
  #pausing = 0
  #hasEnded = false
  #hasFailed = false
  #isAbandoned = false
  /** What went wrong in the scheduler itself, or in what it looks up. */
  #defect: { readonly error: unknown } | undefined
  #wake = (): void => {}

  constructor(work: Work) {
    const { wiring, facts, memory, pinned } = work
    const steps = makeSteps(work)
    this.#work = work
    this.#steps = steps
    this.#at = steps.at
    this.#retention = makeRetention(wiring, this.#at, memory, pinned)
    this.#inFlight = makeInFlight(facts)
    const considerLater = (index: number): void => void this.#toConsider.push(index)
    this.#asking = makeAsking({
      considerLater,
      startLater: (index) => this.#ready.push(index),
      wake: () => this.#wake(),
      fail: (error) => (this.#defect ??= { error }),
    })
    this.#settling = makeSettling(work, steps, this.#retention, {
      considerLater,
      queue: (index) => this.#queue(index),
      finish: (index) => this.#finish(index),
      isInFlight: this.#isInFlight,
    })
    this.#failing = makeFailing(work, steps, this.#retention, this.#isInFlight)
    this.#twins = makeTwins((index) => this.#openStep(index), facts)
    this.#resources = makeResources(work.resources)
    this.#recover = makeLostInputs(work, steps.traceOf, (producer, output, problem) =>
      work.tell.lost(this.#at(producer).step, output, problem),
    )
    this.#hasInputs = makeInputs(work, steps, this.#failing, this.#recover, (index) => this.#queue(index))
    this.#growing = makeGrowing(work, steps, {
      settling: this.#settling,
      failing: this.#failing,
      retention: this.#retention,
      recover: this.#recover,
      hasInputs: this.#hasInputs,
      considerLater: (index) => this.#toConsider.push(index),
      queue: (index) => this.#queue(index),
      hasEnded: () => this.#hasEnded || work.signal.aborted,
      failed: (defect) => {
        this.#hasFailed ||= !work.keepGoing
        this.#defect ??= defect
      },
      wake: () => this.#wake(),
    })
  }

  /** Resolves when nothing is left to do, or some time after an abort. */
  async run(): Promise<void> {
    const pace = makePace()
    const stopListening = onStop(this.#work, {
      wake: () => this.#wake(),
      abandon: () => {
        this.#isAbandoned = true
        this.#wake()
      },
    })
    try {
      this.#settling.begin()
      for (const [index, error] of this.#work.refused) this.#failing.fail(index, error)
      for (;;) {
        for (let next = this.#next(); next !== 'nothing'; next = this.#next()) {
          if (next !== 'changed') void this.#attempt(next)
          if (pace.isLong()) await pace.breathe()
        }
        if (this.#defect !== undefined) throw this.#defect.error
        if (this.#isOver()) return
        const minuteMs = this.#resources.nextMs()
        const stopClock = minuteMs === undefined ? nothing : startTimer(minuteMs, () => this.#wake())
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        stopClock()
        if (pace.isLong()) await pace.breathe()
      }
    } finally {
      this.#hasEnded = true
      stopListening()
      for (const { stop } of this.#begun.values()) stop()
      // A call that ignores its abort does not keep others from doing the same.
      for (const claim of this.#claims.values()) void claim.release()
    }
  }

  /** Every step's state; after an abort, some may be in flight still. */
  get nodes(): readonly Node[] {
    return this.#steps.nodes
  }

  /** Resolves when nothing is in flight any more, however long that takes. */
  async idle(): Promise<void> {
    while (this.#running > 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  /** The next attempt to be made; or does what else can be done now. */
  #next(): Attempt | 'changed' | 'nothing' {
    const considered = this.#toConsider.pop()
    if (considered !== undefined) {
      this.#asking.consider(considered, this.#settling.consider)
      return 'changed'
    }
    if (this.#hasFailed || this.#work.signal.aborted || this.#running >= this.#work.concurrency)
      return 'nothing'
    const isDrained = this.#work.drain?.aborted === true
    const resumed = this.#resumed.shift()
    if (resumed !== undefined) {
      const isNew = this.#begun.get(resumed)?.number === 1
      return isDrained && isNew ? 'changed' : this.#startOf(resumed)
    }
    if (isDrained) return 'nothing'
    const admitted = this.#waiting > 0 ? this.#resources.admit() : undefined
    if (admitted !== undefined) {
      this.#waiting--
      return this.#startOf(admitted, true)
    }
    const next = this.#ready.pop()
    return next === undefined ? 'nothing' : this.#startOf(next)
  }

  #isOver(): boolean {
    if (this.#isAbandoned) return true
    if (this.#running > 0) return false
    if (this.#hasFailed || this.#work.signal.aborted) return true
    if (this.#pausing + this.#growing.pending() > 0 || this.#asking.isOpen()) return false
    return this.#work.drain?.aborted === true || this.#waiting === 0
  }

  /** The step must execute. */
  #queue(index: number): void {
    const { node } = this.#at(index)
    if (node.state === 'ready' || this.#isInFlight(index)) return
    if (node.closed) this.#retention.reopen(index)
    become(node, 'ready')
    this.#ready.push(index)
    if (node.identity !== undefined) this.#twins.await(index, node.identity.base)
  }

  /** A parked step may be able to start. */
  #unpark(index: number): void {
    become(this.#at(index).node, 'ready')
    this.#ready.push(index)
  }

  /**
   * The attempt that a step makes now, where nothing keeps it from it; parks it where something does.
   *
   * @param hasResources whether it has got what it needs of them
   */
  #startOf(index: number, hasResources = false): Attempt | 'changed' {
    const { step, node } = this.#at(index)
    const { needs } = step.application.definition
    const begun = this.#begun.get(index)
    const identity =
      begun === undefined ? this.#asking.ready(index, this.#readyAs) : this.#stillAs(index, begun)
    if (identity === undefined) {
      if (hasResources && needs !== undefined) this.#resources.giveBack(needs)
      return 'changed'
    }
    if (needs !== undefined && !hasResources && !this.#resources.take(index, needs)) {
      if (begun === undefined) become(node, 'wants-resources')
      this.#waiting++
      return 'changed'
    }
    this.#begun.delete(index)
    become(node, 'in-flight')
    return begun ?? firstAttempt(index, identity, this.#inFlight.begin(identity))
  }

  /** What a ready step would execute as, where it can now; where it cannot, it is parked or settles. */
  readonly #readyAs = (index: number): Identity | undefined => {
    const { step, node } = this.#at(index)
    // It may have come to an end meanwhile, or stand in the queue twice.
    if (node.state !== 'ready' && node.state !== 'wants-resources') return undefined
    if (step.folded !== undefined || this.#steps.isOutdated(step)) {
      this.#growing.unfoldOrLeave(index)
      return undefined
    }
    const stands = node.trace !== undefined && node.base === node.identity?.base
    if (stands && !this.#steps.isForced(index) && this.#steps.hasAll(step, node.trace)) {
      become(node, 'idle')
      this.#finish(index)
      return undefined
    }
    if (node.state === 'wants-resources') become(node, 'ready')
    if (!this.#hasInputs(index)) return undefined
    const ended = node.identity === undefined ? 0 : (this.#ended.get(node.identity.base) ?? 0)
    // An input came out differently, a twin has ended or made what was gone: its past is looked up anew.
    if (node.identity === undefined || ended > node.endedTwins || (stands && this.#steps.isMadeAnew(step))) {
      node.identity = this.#steps.identityOf(step)
      node.endedTwins = ended
      if (node.identity.trace !== undefined) {
        become(node, 'idle')
        this.#toConsider.push(index)
        return undefined
      }
    }
    const { identity } = node
    if (!this.#inFlight.blocks(step, identity)) return identity
    become(node, 'wants-twin')
    this.#inFlight.park(step, identity.base)
    return undefined
  }

  /** What a step goes on as that had begun, unless an input has changed meanwhile. */
  #stillAs(index: number, { identity, flight }: Attempt): Identity | undefined {
    const { node } = this.#at(index)
    if (!node.outdated) return identity
    node.outdated = false
    this.#begun.delete(index)
    become(node, 'idle')
    this.#toConsider.push(index)
    this.#endFlight(flight)
    return undefined
  }

  /** Takes the step's claim, makes one attempt, and takes in what came of it. Holds a slot until then. */
  async #attempt(attempt: Attempt): Promise<void> {
    const { index, identity, flight } = attempt
    const { step, node } = this.#at(index)
    const { needs } = step.application.definition
    this.#running++
    let claim: Claim | undefined
    let executed: Executed | undefined
    /** Whether the step keeps its place in flight without a slot. */
    let staysInFlight = false
    try {
      if (attempt.hopeless !== undefined) throw attempt.hopeless
      const asked = this.#work.claim(step, identity.base)
      const answer = asked instanceof Promise ? await asked : asked
      if (answer?.isTaken === false) {
        staysInFlight = true
        this.#parkForClaim(attempt, answer)
        return
      }
      claim = answer
      if (claim !== undefined) this.#claims.set(index, claim)
      const tell = claim && makeTelling(claim.tell)
      // What it will read is not known, and others may want to know whether it is theirs too.
      if (flight.keys.length === 0 && this.#twins.areThere(flight.base)) flight.tell = tell
      if (claim?.othersSaved === true || attempt.hasWaited) {
        const made = await madeByOthers(step, this.#work, this.#steps)
        if (made !== undefined) return this.#takeIn(index, made.trace, made)
      }
      const order: Order = {
        step,
        identity,
        attempt: attempt.number,
        ...this.#steps.given(step),
        onReads: (reads) => {
          noteReads(flight, reads)
          if (this.#running < this.#work.concurrency) this.#recheckTwins(flight)
        },
      }
      const own = claim && this.#work.enclosing(step, identity.base, tell)
      executed = await (own ? inside(own, () => this.#work.execute(order)) : this.#work.execute(order))
      this.#takeIn(index, executed.trace, executed.values)
    } catch (error) {
      try {
        if (!this.#work.signal.aborted) staysInFlight = this.#retryOrFail(attempt, error)
        else if (node.state === 'in-flight') become(node, 'idle')
      } catch (defect) {
        this.#defect ??= { error: defect }
      }
    } finally {
      this.#running--
      if (needs !== undefined) this.#resources[node.state === 'wants-claim' ? 'giveBack' : 'release'](needs)
      if (claim !== undefined) {
        this.#claims.delete(index)
        if (executed === undefined) void claim.release()
        else executed.saved.then(claim.release, claim.release)
      }
      if (!staysInFlight) this.#endFlight(flight)
      this.#wake()
    }
  }

  /** A function has read something: some of those that waited to see whether they are its twins need not any more. */
  #recheckTwins(flight: Flight): void {
    const waiting = this.#inFlight.unparkSome(flight.base)
    for (const index of waiting) if (this.#at(index).node.state === 'wants-twin') this.#unpark(index)
    if (waiting.length > 0) this.#wake()
  }

  /**
   * An execution has ended: the step settles on it, and its values go to those that wait for them.
   *
   * @param made its values; or what another session made
   */
  #takeIn(index: number, trace: Trace, made: ReadonlyMap<string, unknown> | MadeByOthers): void {
    const values = 'trace' in made ? undefined : made
    const { memory, tell } = this.#work
    const { step, node } = this.#at(index)
    become(node, values === undefined ? 'idle' : 'done')
    node.used ||= values === undefined
    const twins = this.#twins.of(index, trace)
    if (twins !== undefined) this.#ended.set(trace.base, (this.#ended.get(trace.base) ?? 0) + 1)
    this.#settling.settle(index, trace.base, headOf(trace))
    for (const { name, digest, stored } of trace.outputs) {
      if (stored !== undefined) isThereAgain(this.#work, stored)
      if (values?.has(name) === true) memory.put(digest, values.get(name))
    }
    for (const twin of twins ?? none) {
      // One that was queued twice is there twice.
      if (this.#openStep(twin) === undefined) continue
      become(this.#at(twin).node, 'idle')
      this.#toConsider.push(twin)
    }
    if (node.outdated) {
      node.outdated = false
      if (node.state === 'done') become(node, 'idle')
      this.#toConsider.push(index)
      return
    }
    if ('trace' in made) {
      if (!made.isAllThere) return this.#queue(index)
      tell.reused(step, trace, () => trace)
    }
    this.#finish(index)
  }

  /** The step's values can be had now. */
  #finish(index: number): void {
    for (const waiter of takeWaiters(this.#at(index).node)) {
      const { node } = this.#at(waiter)
      node.awaiting--
      if (node.awaiting === 0 && node.state === 'wants-inputs') this.#unpark(waiter)
    }
    this.#retention.close(index)
  }

  /** The execution is in flight no more: what waited to see whether it is its own too is considered anew. */
  #endFlight(flight: Flight): void {
    for (const waiting of this.#inFlight.end(flight)) {
      const { node } = this.#at(waiting)
      if (node.state !== 'wants-twin') continue
      become(node, 'idle')
      this.#toConsider.push(waiting)
    }
  }

  /** The step keeps its place in flight, and gives its slot back. */
  #parkForClaim(attempt: Attempt, held: HeldClaim): void {
    const { index, identity, flight } = attempt
    const { step, node } = this.#at(index)
    become(node, 'wants-claim')
    this.#waiting++
    const stop = whenFreed(held, this.#work.watchCircle(step, identity.base, held), {
      heard: (reads) => {
        hearReads(flight, reads)
        this.#recheckTwins(flight)
      },
      tell: (ms) => this.#work.tell.waiting(step, `${held.holder()}, which runs the same`, ms),
      goOn: (hopeless) => {
        this.#begun.set(index, { ...waiting, hopeless })
        this.#waiting--
        this.#resumed.push(index)
        this.#wake()
      },
    })
    const waiting = { ...attempt, hasWaited: true, stop }
    this.#begun.set(index, waiting)
  }

  /** @returns whether the step waits for its next attempt */
  #retryOrFail(attempt: Attempt, error: unknown): boolean {
    const { index, number } = attempt
    const { step, node } = this.#at(index)
    const loss = lossIn(error)
    if (loss !== undefined && this.#recover(step, loss)) {
      become(node, 'idle')
      this.#queue(index)
      return false
    }
    if (number <= step.application.definition.retries && !this.#hasFailed && mayTryAgain(error)) {
      this.#work.tell.retried(step, number, error instanceof StageExecutionError ? error.cause : error)
      become(node, 'pausing')
      this.#pausing++
      const stop = startTimer(pauseBefore(number), () => {
        this.#pausing--
        this.#resumed.push(index)
        this.#wake()
      })
      this.#begun.set(index, { ...attempt, number: number + 1, stop })
      return true
    }
    this.#hasFailed ||= !this.#work.keepGoing
    this.#failing.fail(index, error)
    return false
  }

  /** Whether the step is in flight, or has its place there while it waits for its claim or its next attempt. */
  readonly #isInFlight = (index: number): boolean => {
    const { state } = this.#at(index).node
    return state === 'in-flight' || state === 'unfolding' || this.#begun.has(index)
  }

  /** The step, where it is still to execute for want of a trace. */
  #openStep(index: number): Step | undefined {
    const { step, node } = this.#at(index)
    if (node.trace !== undefined || this.#begun.has(index)) return undefined
    return node.state === 'ready' || isParked(node) ? step : undefined
  }
}

const none: readonly number[] = []

const nothing = (): void => {}
