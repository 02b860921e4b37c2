import type { ArtifactTrace, Digest, Trace, TraceHead } from './trace.ts'

/** What an execution says of one of its outputs. */
export const outputOf = (
  trace: Pick<Trace, 'outputs'> | undefined,
  name: string,
): ArtifactTrace | undefined => trace?.outputs.find((output) => output.name === name)

/** The identity of one of an execution's outputs. */
export const digestOf = (trace: TraceHead | undefined, name: string): Digest | undefined =>
  trace?.digestOf === undefined ? outputOf(trace, name)?.digest : trace.digestOf(name)

export const areStored = (trace: TraceHead): boolean =>
  trace.isStored ?? trace.outputs.every(({ stored }) => stored !== undefined)
