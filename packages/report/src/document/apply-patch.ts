import type { RunDocument, RunPatch } from './run-document.ts'

/** The document after a change. */
export const applyPatch = (document: RunDocument, { head, codes, steps }: RunPatch): RunDocument => {
  const changed = new Map(steps)
  return {
    ...document,
    ...head,
    codes: { ...document.codes, ...codes },
    steps: document.steps.map((step, index) => changed.get(index) ?? step),
  }
}
