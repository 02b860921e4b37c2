import type { ArtifactInfo, ExperimentRecord, RunResult, SkippedOutput, Target } from '@stagewright/core'
import { flatten } from '../load/flatten.ts'
import type { Surroundings } from '../surroundings.ts'
import { clip } from '../text/clip.ts'

/** Artifacts that are shown. */
const most = 6

/** The beginning of what a run was for: the outputs of the last steps, as one line each. */
export const resultLines = (
  result: RunResult,
  targets: Target,
  { paint, stderr }: Surroundings,
): readonly string[] => {
  const feeding = new Set(result.steps.flatMap(({ dependsOn }) => dependsOn))
  const last = result.steps.filter(({ id }) => !feeding.has(id))
  const outputs = new Map(last.map(({ record, outputs: names }) => [record, names]))
  const lines: string[] = []
  let hidden = 0
  for (const record of flatten(targets)) {
    for (const name of outputs.get(record.name) ?? []) {
      if (lines.length === most) {
        hidden++
        continue
      }
      const preview = previewOf(result, record, name)
      if (preview === undefined) continue
      const label = `${name}@${record.name}`
      const width = (stderr.columns ?? 120) - label.length - 4
      lines.push(`${paint('cyan', label)}  ${clip(preview, width)}`)
    }
  }
  return hidden > 0 ? [...lines, paint('dim', `and ${hidden} more artifacts`)] : lines
}

const previewOf = (
  result: RunResult,
  record: ExperimentRecord<unknown, unknown>,
  name: string,
): string | undefined => {
  try {
    const artifact = result.artifact(record, name as never) as ArtifactInfo | SkippedOutput
    return artifact.kind === 'artifact' ? artifact.preview : undefined
  } catch {
    return undefined
  }
}
