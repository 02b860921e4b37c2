import type { Definition } from '../graph/application.ts'
import { patternOf, select, selectable } from './select.ts'
import type { Step, Wiring } from './step.ts'

/** Whether a step that a list added while a run goes on is to be executed whatever its past says. */
export type Forcing = (step: Step) => boolean

/** To be made before anything is added: what is chosen of a template is chosen of all items. */
export const makeForcing = (wiring: Wiring, overwrite: boolean | readonly string[] = false): Forcing => {
  if (typeof overwrite === 'boolean') return () => overwrite
  if (!wiring.steps.some(standsForOthers)) return () => false
  const chosen = new Set<Definition>()
  for (const index of select(selectable(wiring), overwrite)) {
    const step = wiring.steps[index]
    if (step !== undefined && standsForOthers(step)) chosen.add(step.application.definition)
  }
  const patterns = overwrite.map((selector) => patternOf(selector.replace(/^\+|\+$/gu, '')))
  return ({ id, application }) =>
    chosen.has(application.definition) ||
    patterns.some((fits) => fits(id) || fits(application.definition.name))
}

const standsForOthers = ({ isTemplate, folded }: Step): boolean => isTemplate === true || folded !== undefined
