import { json } from 'stagewright'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

type Read = (params: any, context: any) => unknown

/** A kept stage that reads its parameters in some way, and outputs nothing of them. */
export const reader = (read: Read) =>
  untyped.stage({ name: 'reader', outputs: ['done'], cachers: [json()], version: 1 })((context) => {
    read(context.params, context)
    return { done: true }
  })

/** Whether a stage that reads its parameters in some way runs again when they are others. */
export const runsAgain = async (
  read: Read,
  before: object,
  after: object,
  options: object = {},
): Promise<boolean> => {
  const bench = workbench()
  const apply = reader(read)
  await bench.run(apply(untyped.record(before, options)))
  const again = await bench.run(apply(untyped.record(before, options)))
  expect(again.called).toEqual([])
  return (await bench.run(apply(untyped.record(after, options)))).called.length > 0
}

/** What a function sees when it reads its parameters in some way. */
export const seenBy = async (read: Read, params: object, options: object = {}): Promise<unknown> => {
  let seen: unknown
  const apply = reader((view, context) => {
    seen = read(view, context)
  })
  await workbench().run(apply(untyped.record(params, options)))
  return seen
}
