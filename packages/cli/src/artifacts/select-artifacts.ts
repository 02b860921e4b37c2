import type { History, Trace } from '@stagewright/core'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { fitsPattern } from '../settings/pattern.ts'
import type { ListedArtifact } from './listed-artifact.ts'

/** Digits of a digest that name an artifact. */
const digestPrefix = /^[0-9a-f]{8,64}$/u

/**
 * The artifacts that selectors name: by stage or artifact, `stage@record` or `artifact@record`, or the beginning of a
 * digest, with `*` for any characters; `+name` adds all that went into them, `name+` all that they went into. All of
 * them where there is no selector.
 *
 * @param artifacts all that a store has
 * @param all whether results that are not among those of the last runs count, too; a digest names them anyway
 * @throws UsageError for a selector that fits nothing
 */
export const selectArtifacts = (
  artifacts: readonly ListedArtifact[],
  selectors: readonly string[],
  { all, history }: { readonly all: boolean; readonly history: Pick<History, 'madeFrom' | 'wentInto'> },
): readonly ListedArtifact[] => {
  const listed = all ? artifacts : artifacts.filter(({ isOlder }) => !isOlder)
  if (selectors.length === 0) return listed
  const chosen = new Map<string, ListedArtifact>()
  for (const selector of selectors)
    for (const one of selectOne(listed, artifacts, selector, history))
      if (!chosen.has(identityOf(one))) chosen.set(identityOf(one), one)
  return artifacts.flatMap((one) => chosen.get(identityOf(one)) ?? [])
}

const identityOf = ({ trace, artifact }: ListedArtifact): string =>
  JSON.stringify([trace.stage, trace.run, trace.key, trace.startedAt, artifact])

const selectOne = (
  listed: readonly ListedArtifact[],
  artifacts: readonly ListedArtifact[],
  selector: string,
  { madeFrom, wentInto }: Pick<History, 'madeFrom' | 'wentInto'>,
): readonly ListedArtifact[] => {
  const exact = matching(listed, selector)
  if (exact.length > 0) return exact
  const isUpward = selector.startsWith('+')
  const isDownward = selector.endsWith('+')
  const found = matching(listed, selector.slice(isUpward ? 1 : 0, isDownward ? -1 : undefined))
  if (found.length === 0) {
    const older = matching(artifacts, selector)
    if (digestPrefix.test(selector) && older.length > 0) return older
    throw unknown(listed, older, selector)
  }
  const keys = new Set<string>()
  const note = (traces: readonly Trace[]): void => {
    for (const { key } of traces) keys.add(key)
  }
  for (const { digest, artifact } of found) {
    if (isUpward) note(madeFrom(digest, artifact))
    if (isDownward) note(wentInto(digest, artifact))
  }
  return [...found, ...listed.filter(({ trace }) => keys.has(trace.key))]
}

const matching = (listed: readonly ListedArtifact[], pattern: string): readonly ListedArtifact[] => {
  const fits = fitsPattern(pattern)
  const isDigest = digestPrefix.test(pattern)
  return listed.flatMap((one) => {
    const { artifact, digest, trace, records } = one
    if (fits(artifact) || fits(trace.stage) || (isDigest && digest.startsWith(pattern))) return one
    // What several records share is shown under the name that was asked for.
    const record = records.find((name) => fits(`${artifact}@${name}`) || fits(`${trace.stage}@${name}`))
    return record === undefined ? [] : { ...one, record }
  })
}

const unknown = (
  listed: readonly ListedArtifact[],
  older: readonly ListedArtifact[],
  selector: string,
): UsageError => {
  const bare = selector.replace(/^\+|\+$/gu, '')
  if (older.length > 0)
    return new UsageError(
      `'${bare}' is not among the results of the last runs. The store has ${older.length === 1 ? 'an older result' : `${older.length} older results`} of that name: add --all.`,
    )
  const labels = new Set(
    listed.flatMap(({ artifact, records }) => records.map((name) => `${artifact}@${name}`)),
  )
  const names = new Set(listed.flatMap(({ artifact, trace }) => [artifact, trace.stage]))
  const [name = '', record] = bare.split('@')
  if (record !== undefined && names.has(name)) {
    const records = listed.filter((one) => one.artifact === name || one.trace.stage === name)
    return new UsageError(
      `The store has '${name}', but not for a record '${record}'.${suggest(bare, labels)} It has it for: ${shorten(
        records.flatMap((one) => one.records),
      )}.`,
    )
  }
  return new UsageError(
    `The store has nothing called '${bare}'.${suggest(bare, [...names, ...labels])} It has: ${shorten(names)}.`,
  )
}

const shorten = (names: Iterable<string>): string => {
  const all = [...new Set(names)]
  const shown = all.slice(0, 20).join(', ')
  return all.length > 20 ? `${shown} and ${all.length - 20} more` : shown || 'no artifacts'
}
