import type { ClaimWait } from '../ports/executor.ts'
import type { Claim } from '../ports/store.ts'
import type { Read } from '../ports/trace.ts'

/** What the holder of a claim tells those who wait for it. */
export interface ToldByHolder {
  /** What its function read so far. */
  readonly reads?: readonly Pick<Read, 'target' | 'saw'>[]
  /** Claims that runs inside of it wait for. */
  readonly waits?: readonly ClaimWait[]
}

/** Tells a part of it; what was told of the other part stays. */
export type TellPart = (part: ToldByHolder) => void

export const makeTelling = (tell: Claim['tell']): TellPart | undefined => {
  if (tell === undefined) return undefined
  let all: ToldByHolder = {}
  return (part) => {
    all = { ...all, ...part }
    tell(JSON.stringify(all))
  }
}

/** A later version may tell it differently: then nothing is known. */
export const hear = (text: string): ToldByHolder => {
  try {
    const told: unknown = JSON.parse(text)
    if (typeof told !== 'object' || told === null) return {}
    const { reads, waits } = told as { readonly reads?: unknown; readonly waits?: unknown }
    return {
      // Written by `makeTelling`.
      ...(Array.isArray(reads) && { reads: reads as ToldByHolder['reads'] & {} }),
      ...(Array.isArray(waits) && { waits: waits as ToldByHolder['waits'] & {} }),
    }
  } catch {
    return {}
  }
}
