import type { ArtifactTrace, Trace } from './trace.ts'

/** What an execution says of one of its outputs. */
export const outputOf = (
  trace: Pick<Trace, 'outputs'> | undefined,
  name: string,
): ArtifactTrace | undefined => trace?.outputs.find((output) => output.name === name)
