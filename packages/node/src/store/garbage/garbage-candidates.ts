import { type Digest, isManifest, type Trace } from '@stagewright/core'
import { short48 } from '../short48.ts'
import type { FileSession } from '../session.ts'
import { withItems } from '../artifacts/items-in.ts'
import { storedIn } from '../artifacts/stored-in.ts'
import { readUses } from '../index/uses.ts'

/** What is asked of an execution when garbage is chosen: small, for there may be millions. */
export interface Candidate {
  readonly id: number
  readonly key: Digest
  readonly stage: string
  readonly record: string
  readonly run: string
  readonly startedAt: number
  readonly finishedAt: number
  /** When it was last used, 0 where it was not since it was made. */
  readonly usedAt: number
  readonly isSuperseded: boolean
  /** Stays, whatever the rules say. */
  readonly isKept: boolean
  readonly isUnreachable: boolean
  /** The first bits of digests. Where two are alike, more is kept than need be. */
  readonly base: number
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly artifacts: readonly { readonly location: string; readonly size: number }[]
  /** Shared by all executions of one code. */
  readonly parts: Trace['parts']
}

/** The items of a list that the execution made itself, which may be inputs of others; one that gathered made none. */
const itemsMade = (
  { inputs, records }: Trace,
  named: readonly { readonly checksum: Digest }[],
): readonly Digest[] => {
  const hasGathered = records === undefined && inputs.some(({ record }) => record > 0)
  return hasGathered ? [] : named.map(({ checksum }) => checksum)
}

/** Oldest first. An execution that made a list names its items, too, whoever made them. */
export const readCandidates = async (
  session: Pick<FileSession, 'index' | 'lookUp' | 'read'>,
  isKept: (trace: Trace) => boolean,
  isUnreachable: (trace: Trace) => boolean,
): Promise<readonly Candidate[]> => {
  const uses = session.lookUp(readUses, new Map<number, number>())
  const candidates: Candidate[] = []
  for (const { trace, superseded, id } of session.index.all()) {
    if (trace === undefined) continue
    const artifacts = storedIn(trace)
    const named = artifacts.some(isManifest)
      ? (await Promise.all(artifacts.map((artifact) => withItems(artifact, session.read)))).flat()
      : artifacts
    const { key, base, stage, record, run, startedAt, durationMs, inputs, outputs, parts } = trace
    candidates.push({
      id,
      key,
      stage,
      record,
      run,
      startedAt,
      finishedAt: startedAt + durationMs,
      usedAt: uses.get(id) ?? 0,
      isSuperseded: superseded,
      isKept: isKept(trace),
      isUnreachable: isUnreachable(trace),
      base: short48(base),
      inputs: inputs.flatMap(({ digest }) => (digest === undefined ? [] : short48(digest))),
      outputs: [...outputs.map(({ digest }) => digest), ...itemsMade(trace, named)].map(short48),
      artifacts: named.map(({ location, size }) => ({ location, size })),
      parts,
    })
  }
  return candidates
}
