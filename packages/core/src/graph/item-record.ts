import type { Application, Definition, Element, Subject } from './application.ts'
import { withOutputsOf } from './artifacts.ts'
import { type AnyRecord, makeRecord, type RecordState } from './record.ts'

/**
 * A record that has items of lists as artifacts of their own, beside all that the outer record has.
 *
 * @param items what stands for an item of each list
 */
export const itemRecord = (
  { artifacts, last }: RecordState,
  subject: Subject,
  items: readonly Definition[],
  elements: readonly Element[],
): AnyRecord => {
  let grown = artifacts
  for (const [index, element] of elements.entries()) {
    const definition = items[index]
    if (definition !== undefined) grown = withOutputsOf(itemOf(definition, subject, element), grown)
  }
  return makeRecord({ subject, artifacts: grown, last })
}

/** The record of an item that is not known. */
export const templateSubject = (subject: Subject): Subject => ({
  ...subject,
  name: `${subject.name}/...`,
  isNamed: false,
  of: subject.of ?? subject,
  isTemplate: true,
})

const none: readonly never[] = []

export const itemOf = (definition: Definition, subject: Subject, element: Element): Application => ({
  definition,
  subject,
  members: none,
  bindings: none,
  available: undefined,
  previous: undefined,
  ofMembers: none,
  element,
})

/** Stands for the items of a list under a name of their own. */
export const itemDefinition = (name: string): Definition => ({
  kind: 'item',
  name,
  inputs: none,
  outputs: [{ name, lazy: false, resolve: true, cacher: undefined }],
  outputNames: [name],
  version: undefined,
  deps: none,
  suppressMissingInputs: false,
  retries: 0,
  timeoutMs: undefined,
  needs: undefined,
  runs: 'here',
  fn: () => undefined,
})
