import type { StoredArtifact, Trace } from '@stagewright/core'
import type { ExecutionBody } from '../index/execution-body.ts'

/** Everything that the store keeps for an execution: its outputs, and what it reported. */
export const storedIn = ({
  outputs,
  reports,
}: Pick<Trace, 'outputs' | 'reports'>): readonly StoredArtifact[] => [
  ...outputs.flatMap(({ stored }) => stored ?? []),
  ...(reports === undefined ? [] : [reports]),
]

/** The same, of a row of the index: each with its checksum. */
export const storedInBody = (
  body: ExecutionBody,
): readonly { readonly checksum: string; readonly size: number; readonly location: string }[] => {
  const reports = body[13]
  return [
    ...body[11].flatMap(([, digest, stored]) =>
      stored === 0
        ? []
        : [{ checksum: stored[0] === 0 ? digest : stored[0], size: stored[1], location: stored[3] }],
    ),
    ...(reports === 0
      ? []
      : [{ checksum: reports[0] === 0 ? '' : reports[0], size: reports[1], location: reports[3] }]),
  ]
}
