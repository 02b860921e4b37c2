import type { CodeDifference, RunDocument, Why } from '@stagewright/report'
import { codeTextsIn } from '../artifacts/code-texts.ts'
import { findStore } from '../artifacts/read-store.ts'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Paint } from '../paint.ts'
import { findRun } from '../runs/find-run.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { Surroundings } from '../surroundings.ts'
import { formatDate } from '../text/format-date.ts'
import { showCodeOnce } from '../text/code-lines.ts'
import { printJson } from '../text/print-json.ts'
import { tableLines } from '../text/table.ts'

export interface WhyChoices {
  readonly store?: string
  readonly json?: boolean
}

/** An output of a step. */
interface Place {
  readonly step: string
  readonly output: string
}

/** Artifacts that are explained one by one; of more, their number is shown. */
const mostArtifacts = 5
/** Steps on the way that are shown for one artifact. */
const mostSteps = 20

/** `stagewright why ARTIFACT [BEFORE] [AFTER]`: from an artifact that changed back to what changed first. */
export const whyCommand = async (
  artifact: string,
  before: string | undefined,
  after: string | undefined,
  choices: WhyChoices,
  { cwd, stdout, paintOut }: Surroundings,
): Promise<ExitCode> => {
  const { shown, folder: store } = findStore(choices.store, cwd)
  const [{ describeCause, listRuns, readCodeDifferences, readRun, runsFolder, whyChanged }, { fileStore }] =
    await Promise.all([import('@stagewright/report'), import('@stagewright/node')])
  const folder = runsFolder(store)
  const runs = listRuns(folder).map((run) => ({ run }))
  const named = (name: string): RunDocument => {
    const { run } = findRun(runs, name)
    const document = readRun(folder, run)
    if (document === undefined)
      throw new UsageError(`The document of run '${run}' is damaged or gone, so it cannot be compared.`)
    return document
  }
  const documents = function* (): Generator<RunDocument> {
    for (const { run } of runs) {
      const document = readRun(folder, run)
      if (document !== undefined) yield document
    }
  }
  const later = after === undefined ? newestWith(documents(), artifact, shown) : named(after)
  const places = placesIn(later, artifact)
  if (places.length === 0) throw unknown(artifact, [later], `Run ${later.run} has no`)
  const pairs =
    before === undefined
      ? lastChanges(documents(), later, places)
      : pairAll(places, { earlier: named(before), later })
  const found = pairs.flatMap(({ place, earlier, later }) => whyChanged(earlier, later, place) ?? [])
  const codes = found.flatMap(({ firstCauses }) => firstCauses.flatMap(({ cause }) => asCode(cause)))
  const differencesOf = await readCodeDifferences(codes, codeTextsIn(fileStore(store)))
  const codeOf = (cause: Cause): readonly CodeDifference[] => asCode(cause).flatMap(differencesOf)
  if (choices.json === true) {
    printJson(stdout, 'why', { store: shown, changes: found.map((why) => withCode(why, codeOf)) })
    return exitCodes.well
  }
  if (found.length === 0)
    stdout.write(
      before === undefined
        ? `${artifact} has not changed in any run stored in ${shown}.\n`
        : `${artifact} is the same in both runs.\n`,
    )
  const lines = [
    ...found.slice(0, mostArtifacts).map((why) => linesOf(why, describeCause, codeOf, paintOut).join('\n')),
    ...found
      .slice(mostArtifacts, mostArtifacts + 1)
      .map(
        (next) =>
          `${found.length - mostArtifacts} more artifacts changed. Name one, such as ${labelOf(next.artifact)}.`,
      ),
  ]
  if (lines.length > 0) stdout.write(`${lines.join('\n\n')}\n`)
  return exitCodes.well
}

/** An artifact, and two runs in which it may differ. */
interface Pair {
  readonly place: Place
  readonly earlier: RunDocument
  readonly later: RunDocument
}

const pairAll = (places: readonly Place[], runs: Omit<Pair, 'place'>): readonly Pair[] =>
  places.map((place) => ({ place, ...runs }))

/** The artifact as people name it: `model@k3`. */
const labelOf = ({ step, output }: Place): string => `${output}@${step.slice(step.indexOf('@') + 1)}`

/** The outputs of a run that a pattern names: by artifact, stage, `artifact@record` or `stage@record`. */
const placesIn = ({ steps }: RunDocument, pattern: string): readonly Place[] => {
  const fits = fitsPattern(pattern)
  return steps.flatMap(({ id, stage, outputs }) =>
    outputs.flatMap(({ name, digest }) => {
      const place = { step: id, output: name }
      return digest !== undefined && [name, stage, id, labelOf(place)].some(fits) ? [place] : []
    }),
  )
}

/** @throws UsageError where no run has such an artifact */
const newestWith = (documents: Iterable<RunDocument>, artifact: string, store: string): RunDocument => {
  const seen: RunDocument[] = []
  for (const document of documents) {
    if (placesIn(document, artifact).length > 0) return document
    if (seen.length === 0) seen.push(document)
  }
  throw unknown(artifact, seen, `No run in ${store} has an`)
}

/** @param lacks such as `No run in .stagewright has an` */
const unknown = (artifact: string, documents: readonly RunDocument[], lacks: string): UsageError => {
  const names = documents.flatMap((document) =>
    placesIn(document, '*').flatMap((place) => [place.output, labelOf(place)]),
  )
  return new UsageError(
    names.length === 0
      ? `${lacks} artifact '${artifact}'. 'stagewright run FILE' makes artifacts.`
      : `${lacks} artifact '${artifact}'.${suggest(artifact, names)}`,
  )
}

/**
 * For each artifact the run that gave it the value that it has in `latest`, and the run of the same experiment before
 * that one. An artifact that no stored run has with another value is left out.
 *
 * @param documents the newest first
 */
const lastChanges = (
  documents: Iterable<RunDocument>,
  latest: RunDocument,
  places: readonly Place[],
): readonly Pair[] => {
  const now = digestsOf(latest)
  const pending = new Map(places.map((place) => [place, latest]))
  const pairs = new Map<Place, Pair>()
  for (const document of documents) {
    if (document.startedAt >= latest.startedAt) continue
    if (document.experiment !== latest.experiment || document.file !== latest.file) continue
    const was = digestsOf(document)
    for (const [place, later] of pending) {
      const digest = was.get(place.step)?.get(place.output)
      if (digest === undefined) continue
      if (digest === now.get(place.step)?.get(place.output)) pending.set(place, document)
      else if (pending.delete(place)) pairs.set(place, { place, earlier: document, later })
    }
    if (pending.size === 0) break
  }
  return places.flatMap((place) => pairs.get(place) ?? [])
}

type Digests = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>

const digestsOf = ({ steps }: RunDocument): Digests =>
  new Map(steps.map(({ id, outputs }) => [id, new Map(outputs.map(({ name, digest }) => [name, digest]))]))

type Cause = Why['steps'][number]['causes'][number]

const asCode = (cause: Cause): readonly Extract<Cause, { readonly type: 'code' }>[] =>
  cause.type === 'code' ? [cause] : []

/** With the differences of code beside the first causes. */
const withCode = (why: Why, codeOf: (cause: Cause) => readonly CodeDifference[]): object => ({
  ...why,
  firstCauses: why.firstCauses.map((first) =>
    first.cause.type === 'code' ? { ...first, code: codeOf(first.cause) } : first,
  ),
})

const linesOf = (
  { before, after, artifact, steps, firstCauses }: Why,
  describe: (cause: Cause) => string,
  codeOf: (cause: Cause) => readonly CodeDifference[],
  paint: Paint,
): readonly string[] => {
  const rows = steps.slice(0, mostSteps).map(({ step, causes }) => [step, sentences(causes, describe)])
  const wheres = new Map<string, { readonly steps: string[]; readonly code: CodeDifference[] }>()
  for (const { step, cause } of firstCauses) {
    const where = wheres.get(describe(cause)) ?? { steps: [], code: [] }
    wheres.set(describe(cause), where)
    where.steps.push(step)
    where.code.push(...codeOf(cause))
  }
  const showCode = showCodeOnce(paint)
  return [
    paint('bold', `${labelOf(artifact)}  ${artifact.before} → ${artifact.after}`),
    paint('dim', `between ${before.run} (${formatDate(before.startedAt)})`),
    paint('dim', `and     ${after.run} (${formatDate(after.startedAt)})`),
    ...tableLines(rows).map((line) => `  ${line}`),
    ...(steps.length > mostSteps ? [`  and ${steps.length - mostSteps} more steps`] : []),
    wheres.size === 1 ? 'First cause:' : 'First causes:',
    ...[...wheres].flatMap(([sentence, where]) => [
      `  ${paint('yellow', sentence)}  (${atMost(where.steps)})`,
      ...showCode(where.code, '    '),
    ]),
  ]
}

/** What changed, with an input that many steps output named once. */
const sentences = (causes: readonly Cause[], describe: (cause: Cause) => string): string => {
  const inputs = new Map<string, string[]>()
  for (const cause of causes)
    if (cause.type === 'input') inputs.set(cause.input, appended(inputs.get(cause.input), cause.step))
  return [
    ...causes.filter(({ type }) => type !== 'input').map(describe),
    ...Array.from(inputs, ([input, where]) => `input '${input}' changed (${atMost(where)})`),
  ].join('; ')
}

const atMost = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')

/** The list with one more at its end; the list itself grows, since there may be thousands. */
const appended = (list: string[] | undefined, one: string): string[] => {
  if (list === undefined) return [one]
  list.push(one)
  return list
}
