import { isManifest, type StoreSession } from '@stagewright/core'
import { artifactJson } from '../artifacts/artifact-json.ts'
import { artifactLines } from '../artifacts/artifact-lines.ts'
import { readItems } from '../artifacts/list-items.ts'
import { extensionOf, sharedLabelOf, type ListedArtifact } from '../artifacts/listed-artifact.ts'
import { artifactsIn, readStore } from '../artifacts/read-store.ts'
import { selectArtifacts } from '../artifacts/select-artifacts.ts'
import { withFiles, withSession } from '../artifacts/with-session.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
import { clip } from '../text/clip.ts'
import { countOf } from '../text/format-count.ts'
import { formatDate } from '../text/format-date.ts'
import { formatSize } from '../text/format-size.ts'
import { formatTime } from '../text/format-time.ts'
import { printJson } from '../text/print-json.ts'

export interface ShowChoices {
  readonly store?: string
  readonly all?: boolean
  readonly full?: boolean
  readonly json?: boolean
}

/** Artifacts that are shown at most, unless they are named one by one. */
const mostArtifacts = 12

/** Lines of each on a terminal, unless all are asked for. */
const mostLines = 40

/** `stagewright show SELECTOR...` */
export const showCommand = async (
  selectors: readonly string[],
  choices: ShowChoices,
  world: Surroundings,
): Promise<ExitCode> => {
  const read = await readStore(choices.store, world.cwd, world.env)
  const { shown, store } = read
  const chosen = selectArtifacts(await artifactsIn(read), selectors, {
    all: choices.all === true,
    history: read.history,
  })
  if (choices.json === true) {
    const artifacts = await withSession(store, async (session) => {
      const described: object[] = []
      for (const one of chosen) described.push({ ...artifactJson(one), ...(await valueOf(one, session)) })
      return described
    })
    printJson(world.stdout, 'show', { store: shown, artifacts })
    return exitCodes.well
  }
  const most = choices.full === true ? chosen.length : Math.max(mostArtifacts, selectors.length)
  await withFiles(store, async (session) => {
    for (const one of chosen.slice(0, most)) await show(one, session, chosen.length > 1, choices, world)
  })
  if (chosen.length > most) world.stderr.write(`and ${chosen.length - most} more (--full shows all)\n`)
  return exitCodes.well
}

/** The value itself goes into JSON where it is JSON, or a list. */
const valueOf = async (artifact: ListedArtifact, session: StoreSession): Promise<object> => {
  if (isManifest(artifact.stored)) return { value: (await readItems(artifact.stored, session)).items }
  if (extensionOf(artifact) !== 'json') return {}
  return { value: JSON.parse(Buffer.from(await session.read(artifact.stored)).toString()) as unknown }
}

const show = async (
  artifact: ListedArtifact,
  session: StoreSession,
  isOneOfMany: boolean,
  { full = false }: ShowChoices,
  { stdout, stderr, paint, paintOut }: Surroundings,
): Promise<void> => {
  const { stored, trace } = artifact
  const heading = [
    `${stored.format}, ${formatSize(stored.size)}`,
    `by ${trace.stage} in ${formatTime(trace.durationMs)}`,
    formatDate(trace.startedAt + trace.durationMs),
    ...(artifact.isOlder ? ['older'] : []),
  ].join(' · ')
  // One alone may be sent into a file, where a heading would be in the way.
  const [out, colour] = isOneOfMany ? [stdout, paintOut] : [stderr, paint]
  out.write(`${colour('bold', sharedLabelOf(artifact))}  ${colour('dim', heading)}\n`)
  const isTerminal = stdout.isTTY === true
  const most = isTerminal && !full ? mostLines : undefined
  const { shown, length } = await linesOf(artifact, session, most)
  const columns = isTerminal && !full && (stdout.columns ?? 0) > 0 ? (stdout.columns ?? 0) : undefined
  for (const line of shown) stdout.write(`${columns === undefined ? line : clip(line, columns)}\n`)
  if (length > shown.length)
    stderr.write(paint('dim', `and ${countOf(length - shown.length, 'more line')} (--full shows all)\n`))
  if (isOneOfMany) stdout.write('\n')
}

/** A list has a line for each item. */
const linesOf = async (
  artifact: ListedArtifact,
  session: StoreSession,
  most: number | undefined,
): Promise<{ readonly shown: readonly string[]; readonly length: number }> => {
  if (isManifest(artifact.stored)) {
    const { items, length } = await readItems(artifact.stored, session, most)
    return { shown: items.map((item) => JSON.stringify(item)), length }
  }
  const lines = await artifactLines(artifact, (await session.path?.(artifact.stored)) ?? '')
  return { shown: lines.slice(0, most), length: lines.length }
}
