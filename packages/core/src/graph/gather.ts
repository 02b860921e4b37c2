import { list } from '../cachers/list.ts'
import type { AnyCacher } from '../types/list-cacher.ts'
import type { Application, Definition } from './application.ts'

/** Raised when lists are gathered otherwise. */
const version = '1'

/** Gives the definition that gathers an output; the same for the same output, so that all its steps are of one stage. */
export const makeGatherers = (what: string): ((output: string, maker: Application) => Definition) => {
  const known = new Map<string, { readonly cacher: AnyCacher | undefined; readonly definition: Definition }>()
  return (output, { definition }) => {
    const cacher = definition.outputs.find(({ name }) => name === output)?.cacher
    const before = known.get(output)
    if (before !== undefined && before.cacher === cacher) return before.definition
    const made = gatherer(`${what}.${output}`, output, cacher)
    known.set(output, { cacher, definition: made })
    return made
  }
}

export const gatherer = (name: string, output: string, cacher: AnyCacher | undefined): Definition => ({
  kind: 'gather',
  name,
  inputs: [output],
  outputs: [{ name: output, lazy: false, resolve: true, cacher: cacher && list(cacher) }],
  outputNames: [output],
  version,
  deps: [],
  suppressMissingInputs: false,
  retries: 0,
  timeoutMs: undefined,
  needs: undefined,
  runs: 'here',
  fn: gather,
})

/** Stands for the code of what gathers, which has no function. */
const gather = (): never => {
  throw new TypeError('What gathers a list has no function to call.')
}
