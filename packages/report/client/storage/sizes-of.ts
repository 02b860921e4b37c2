import type { StepDocument } from '../../src/document/run-document.ts'

export interface StageSize {
  readonly stage: string
  readonly bytes: number
  readonly artifacts: number
  readonly largest: { readonly name: string; readonly bytes: number }
}

/** What each stage's artifacts take in the store. Steps that stand on one artifact count it once. */
export const sizesOf = (steps: readonly StepDocument[]): readonly StageSize[] => {
  const seen = new Set<string>()
  const sizes = new Map<string, { bytes: number; artifacts: number; largest: StageSize['largest'] }>()
  for (const { stage, record, outputs } of steps)
    for (const { name, size, location } of outputs) {
      if (size === undefined || location === undefined || seen.has(location)) continue
      seen.add(location)
      const known = sizes.get(stage) ?? { bytes: 0, artifacts: 0, largest: { name: '', bytes: -1 } }
      known.bytes += size
      known.artifacts++
      if (size > known.largest.bytes) known.largest = { name: `${name} of ${record}`, bytes: size }
      sizes.set(stage, known)
    }
  return [...sizes].map(([stage, size]) => ({ stage, ...size })).toSorted((a, b) => b.bytes - a.bytes)
}
