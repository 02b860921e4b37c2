import { isBarrier } from '../plan/guards.ts'
import type { Identity } from '../plan/identify.ts'
import type { Course } from './course.ts'
import type { Flights } from './flights.ts'
import type { Node } from './nodes.ts'

/** Gives what a queued step would execute as, where it can now; where it cannot, sees to what it waits for. */
export type Ready = (index: number) => Identity | undefined

/** @param giveUp told of a step that cannot execute, and of the one before it that failed or was given up */
export const makeReady = (
  course: Course,
  flights: Flights,
  giveUp: (index: number, because: number) => void,
): Ready => {
  const { at, landings, settling } = course
  const { values, wiring } = course.workshop

  /** Whether all inputs can be had now, and all that it begins after has ended; asks for inputs that cannot. */
  const fetchInputs = (index: number): boolean => {
    const { step, node } = at(index)
    let absent: Set<number> | undefined
    for (const { name, producer } of step.inputs) {
      if (producer === undefined) continue
      const source = at(producer)
      if (hasEndedBadly(source.node)) {
        giveUp(index, producer)
        return false
      }
      if (!values.has(source.step, name, source.node.trace)) (absent ??= new Set()).add(producer)
      else if (source.node.work === 'none') source.node.used = true
    }
    for (const guard of wiring.topology.after(index)) {
      const { node: before } = at(guard)
      if (hasEndedBadly(before)) {
        giveUp(index, guard)
        return false
      }
      if (before.work !== 'done') (absent ??= new Set()).add(guard)
    }
    if (absent === undefined) return true
    node.work = 'parked'
    node.awaiting = absent.size
    for (const before of absent) {
      const { step: source, node: state } = at(before)
      if (state.waiters === undefined) state.waiters = [index]
      else state.waiters.push(index)
      // What has no outputs executes by itself, as soon as its own inputs are known.
      if (!isBarrier(source) && (state.work === 'none' || state.work === 'done')) course.queue(before)
    }
    return false
  }

  return (index) => {
    const { step, node } = at(index)
    if (node.work !== 'queued') return undefined
    const stands = node.trace !== undefined && node.base === node.identity?.base
    if (stands && !course.isForced(index) && course.hasAll(step, node.trace)) {
      node.work = 'none'
      course.finish(index)
      return undefined
    }
    if (!fetchInputs(index)) return undefined
    const identity = node.identity ?? course.identityOf(step)
    node.identity = identity
    const landed = landings.get(identity.base) ?? 0
    if (landed > node.landings) {
      node.landings = landed
      node.work = 'none'
      settling.push(index)
      return undefined
    }
    if (flights.blocks(step, identity)) {
      node.work = 'parked'
      flights.park(step, identity.base)
      return undefined
    }
    return identity
  }
}

const hasEndedBadly = ({ work }: Node): boolean => work === 'failed' || work === 'cancelled'
