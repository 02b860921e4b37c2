import type { ListedArtifact } from './listed-artifact.ts'

/** An artifact as `--json` gives it; schemas/artifact.schema.json says the same. */
export const artifactJson = ({
  artifact,
  digest,
  preview,
  stored,
  trace,
  record,
  records,
  isOlder,
}: ListedArtifact): object => ({
  artifact,
  stage: trace.stage,
  record,
  records,
  older: isOlder,
  digest,
  format: stored.format,
  size: stored.size,
  preview,
  params: trace.params,
  run: trace.run,
  madeAt: trace.startedAt + trace.durationMs,
  durationMs: trace.durationMs,
})
