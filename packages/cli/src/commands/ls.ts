import { type ListedArtifact, sharedLabelOf } from '../artifacts/listed-artifact.ts'
import { artifactJson } from '../artifacts/artifact-json.ts'
import { artifactsIn, readStore } from '../artifacts/read-store.ts'
import { selectArtifacts } from '../artifacts/select-artifacts.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
import { countOf } from '../text/format-count.ts'
import { formatDate } from '../text/format-date.ts'
import { formatSize } from '../text/format-size.ts'
import { printJson } from '../text/print-json.ts'
import { printTable } from '../text/print-table.ts'
import { listExperiments } from './ls-experiments.ts'

export interface ListChoices {
  readonly store?: string
  readonly experiments?: boolean
  readonly records?: boolean
  readonly all?: boolean
  readonly json?: boolean
}

/** `stagewright ls [SELECTOR...]` */
export const listCommand = async (
  selectors: readonly string[],
  choices: ListChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  if (choices.experiments === true) return listExperiments(selectors, choices, world)
  const read = await readStore(choices.store, world.cwd)
  const all = choices.all === true
  const artifacts = await artifactsIn(read)
  const chosen = selectArtifacts(artifacts, selectors, { all, history: read.history })
  if (choices.records === true) listRecords(chosen, read.shown, choices, world)
  else listArtifacts(chosen, read.shown, choices, world)
  const older = artifacts.filter(({ isOlder }) => isOlder).length
  if (older > 0 && !all && choices.json !== true && selectors.length === 0)
    world.stderr.write(world.paint('dim', `${countOf(older, 'older result')} not shown (--all shows them)\n`))
  return exitCodes.well
}

const listArtifacts = (
  artifacts: readonly ListedArtifact[],
  store: string,
  { json = false }: ListChoices,
  world: Surroundings,
): void => {
  if (json) return printJson(world.stdout, 'ls', { store, artifacts: artifacts.map(artifactJson) })
  if (artifacts.length === 0) return void world.stderr.write(`The store ${store} has no artifacts.\n`)
  const hasOlder = artifacts.some(({ isOlder }) => isOlder)
  const rows = artifacts.map((one) => [
    sharedLabelOf(one),
    ...(hasOlder ? [one.isOlder ? 'older' : ''] : []),
    one.trace.stage,
    one.stored.format,
    formatSize(one.stored.size),
    formatDate(one.trace.startedAt + one.trace.durationMs),
    one.preview,
  ])
  const heading = ['artifact', ...(hasOlder ? [''] : []), 'stage', 'format', 'size', 'made', 'value']
  printTable(heading, rows, world, { numeric: [heading.indexOf('size')] })
}

interface ListedRecord {
  readonly record: string
  readonly params: string
  readonly artifacts: readonly string[]
  readonly size: number
  readonly madeAt: number
}

const recordsOf = (artifacts: readonly ListedArtifact[]): readonly ListedRecord[] => {
  const records = new Map<string, Omit<ListedRecord, 'params'> & { params?: string }>()
  for (const { artifact, stored, trace, records: names } of artifacts)
    for (const record of names) {
      const { startedAt, durationMs } = trace
      const known = records.get(record) ?? { record, artifacts: [], size: 0, madeAt: 0 }
      // What was made for the record itself, and last, has its parameters.
      if (trace.record === record && known.params === undefined) known.params = trace.params
      records.set(record, {
        ...known,
        artifacts: known.artifacts.includes(artifact) ? known.artifacts : [...known.artifacts, artifact],
        size: known.size + stored.size,
        madeAt: Math.max(known.madeAt, startedAt + durationMs),
      })
    }
  return [...records.values()].map((one) => ({ ...one, params: one.params ?? '' }))
}

const listRecords = (
  artifacts: readonly ListedArtifact[],
  store: string,
  { json = false }: ListChoices,
  world: Surroundings,
): void => {
  const records = recordsOf(artifacts)
  if (json) return printJson(world.stdout, 'ls', { store, records })
  if (records.length === 0) return void world.stderr.write(`The store ${store} has no artifacts.\n`)
  const rows = records.map(({ record, artifacts: names, size, madeAt, params }) => [
    record,
    names.join(', '),
    formatSize(size),
    formatDate(madeAt),
    params,
  ])
  printTable(['record', 'artifacts', 'size', 'made', 'parameters'], rows, world, { numeric: [2] })
}
