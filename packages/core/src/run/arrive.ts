import type { Trace, TraceHead } from '../ports/trace.ts'
import type { Course } from './course.ts'
import type { Settling } from './settling.ts'
import type { Performed } from './workshop.ts'

/** Takes in what an execution brought: the step settles on it, and its values go to those that wait for them. */
export type Arrive = (index: number, performed: Performed) => void

export const makeArrive = (course: Course, settle: Settling['settle']): Arrive => {
  const { at, landings, settling, twins } = course
  const { lost, memory, onReused } = course.workshop
  return (index, { trace, values, shared }) => {
    const { step, node } = at(index)
    node.work = shared ? 'none' : 'done'
    node.used ||= shared
    landings.set(trace.base, (landings.get(trace.base) ?? 0) + 1)
    settle(index, trace.base, headOf(trace))
    for (const { stored } of trace.outputs) if (stored !== undefined) lost.delete(stored.location)
    for (const { name, digest } of trace.outputs) if (values.has(name)) memory.put(digest, values.get(name))
    for (const twin of twins.of(index, trace)) {
      at(twin).node.work = 'none'
      settling.push(twin)
    }
    if (node.outdated) {
      node.outdated = false
      node.work = 'none'
      settling.push(index)
      return
    }
    if (shared && !course.hasAll(step, trace)) return course.queue(index)
    if (shared) onReused(step, trace)
    course.finish(index)
  }
}

/** What stays in memory of an execution that ended. */
const headOf = (trace: Trace): TraceHead => {
  const { key, record, run, startedAt, durationMs, params, outputs, order } = trace
  const head = { key, record, run, startedAt, durationMs, params, outputs, order }
  return trace.reports === undefined ? head : { ...head, reports: trace.reports }
}
