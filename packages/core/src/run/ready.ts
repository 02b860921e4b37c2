import type { Identity } from '../plan/identify.ts'
import type { Course } from './course.ts'
import type { Flights } from './flights.ts'

/** Gives what a queued step would execute as, where it can now; where it cannot, sees to what it waits for. */
export type Ready = (index: number) => Identity | undefined

/** @param giveUp told of a step whose input will not be made */
export const makeReady = (course: Course, flights: Flights, giveUp: (index: number) => void): Ready => {
  const { at, landings, settling } = course
  const { values } = course.workshop

  /** Whether all inputs can be had now; asks for those that cannot. */
  const fetchInputs = (index: number): boolean => {
    const { step, node } = at(index)
    let absent: Set<number> | undefined
    for (const { name, producer } of step.inputs) {
      if (producer === undefined) continue
      const source = at(producer)
      if (source.node.work === 'failed' || source.node.work === 'cancelled') {
        giveUp(index)
        return false
      }
      if (!values.has(source.step, name, source.node.trace)) (absent ??= new Set()).add(producer)
      else if (source.node.work === 'none') source.node.used = true
    }
    if (absent === undefined) return true
    node.work = 'parked'
    node.awaiting = absent.size
    for (const producer of absent) {
      const source = at(producer).node
      if (source.waiters === undefined) source.waiters = [index]
      else source.waiters.push(index)
      if (source.work === 'none' || source.work === 'done') course.queue(producer)
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
