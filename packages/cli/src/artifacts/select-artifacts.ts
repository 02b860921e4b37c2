import type { History, Trace } from '@stagewright/core'
import { suggest } from '../errors/suggest.ts'
import { UsageError } from '../errors/usage-error.ts'
import { fitsPattern } from '../settings/pattern.ts'
import { labelOf, type ListedArtifact } from './listed-artifact.ts'

/** Digits of a digest that name an artifact. */
const digestPrefix = /^[0-9a-f]{8,64}$/u

/**
 * The artifacts that selectors name: by stage or artifact, `stage@record` or `artifact@record`, or the beginning of a
 * digest, with `*` for any characters; `+name` adds all that went into them, `name+` all that they went into. All of
 * them where there is no selector.
 *
 * @throws UsageError for a selector that fits nothing
 */
export const selectArtifacts = (
  listed: readonly ListedArtifact[],
  selectors: readonly string[],
  history: Pick<History, 'madeFrom' | 'wentInto'>,
): readonly ListedArtifact[] => {
  if (selectors.length === 0) return listed
  const chosen = new Set(selectors.flatMap((selector) => selectOne(listed, selector, history)))
  return listed.filter((artifact) => chosen.has(artifact))
}

const selectOne = (
  listed: readonly ListedArtifact[],
  selector: string,
  { madeFrom, wentInto }: Pick<History, 'madeFrom' | 'wentInto'>,
): readonly ListedArtifact[] => {
  const exact = matching(listed, selector)
  if (exact.length > 0) return exact
  const isUpward = selector.startsWith('+')
  const isDownward = selector.endsWith('+')
  const found = matching(listed, selector.slice(isUpward ? 1 : 0, isDownward ? -1 : undefined))
  if (found.length === 0) throw unknown(listed, selector)
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
  return listed.filter(
    (one) =>
      [one.artifact, one.trace.stage, labelOf(one), `${one.trace.stage}@${one.trace.record}`].some(fits) ||
      (isDigest && one.digest.startsWith(pattern)),
  )
}

const unknown = (listed: readonly ListedArtifact[], selector: string): UsageError => {
  const bare = selector.replace(/^\+|\+$/gu, '')
  const labels = new Set(listed.map(labelOf))
  const names = new Set(listed.flatMap(({ artifact, trace }) => [artifact, trace.stage]))
  const [name = '', record] = bare.split('@')
  if (record !== undefined && names.has(name)) {
    const records = listed.filter((one) => one.artifact === name || one.trace.stage === name)
    return new UsageError(
      `The store has '${name}', but not for a record '${record}'.${suggest(bare, labels)} It has it for: ${shorten(
        records.map(({ trace }) => trace.record),
      )}. Where records share one execution, it is kept under the first one's name.`,
    )
  }
  return new UsageError(
    `The store has nothing that is called '${bare}'.${suggest(bare, [...names, ...labels])} It has: ${shorten(names)}.`,
  )
}

const shorten = (names: Iterable<string>): string => {
  const all = [...new Set(names)]
  const shown = all.slice(0, 20).join(', ')
  return all.length > 20 ? `${shown} and ${all.length - 20} more` : shown || 'no artifacts'
}
