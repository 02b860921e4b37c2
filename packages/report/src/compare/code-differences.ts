import type { Change, Digest } from '@stagewright/core'

/** How a part of a stage's code differs. */
export interface CodeDifference {
  /** Such as `helper scale`. */
  readonly part: string
  /**
   * The changed lines and those around them: each begins with `+`, `-` or a space, and `@@` stands where lines are left
   * out. None where `note` shows why.
   */
  readonly lines: readonly string[]
  readonly note?: string
}

type ChangedCode = Pick<Extract<Change, { readonly type: 'code' }>, 'changed' | 'before' | 'after'>

/** Gives the texts that are known of parts, by their digests. */
export type TextsOf = (parts: readonly Digest[]) => Promise<ReadonlyMap<Digest, string>>

/** Unchanged lines that are shown around changed ones. */
const around = 2
/** More lines of one part are left out. */
const mostLines = 200
/** What is so different is as good as new, and the search for what stayed takes long. */
const mostEdits = 4_000

/**
 * Reads the texts of code that changed, and gives for each change how its parts differ. Parts that only one side has are
 * left out: their names say all.
 *
 * @param textsOf asked once, for all
 */
export const readCodeDifferences = async (
  changes: readonly ChangedCode[],
  textsOf: TextsOf,
): Promise<(change: ChangedCode) => readonly CodeDifference[]> => {
  if (!changes.some(({ changed }) => changed.length > 0)) return () => []
  const digests = changes.flatMap(({ changed, before, after }) =>
    changed.flatMap((part) => [before?.[part] ?? [], after?.[part] ?? []].flat()),
  )
  const texts = await textsOf([...new Set(digests)])
  const { structuredPatch } = await import('diff')
  const linesOf = (before: string, after: string): readonly string[] | undefined => {
    const patch = structuredPatch('', '', `${before}\n`, `${after}\n`, undefined, undefined, {
      context: around,
      maxEditLength: mostEdits,
    })
    return patch?.hunks.flatMap(({ lines }, index) => (index === 0 ? lines : ['@@', ...lines]))
  }
  const known = new Map<string, Omit<CodeDifference, 'part'>>()
  const differenceOf = (before: Digest, after: Digest): Omit<CodeDifference, 'part'> => {
    const pair = `${before} ${after}`
    let found = known.get(pair)
    if (found === undefined)
      known.set(pair, (found = describe(texts.get(before), texts.get(after), linesOf)))
    return found
  }
  return ({ changed, before, after }) =>
    changed.map((part) => ({ part, ...differenceOf(before?.[part] ?? '', after?.[part] ?? '') }))
}

const describe = (
  before: string | undefined,
  after: string | undefined,
  linesOf: (before: string, after: string) => readonly string[] | undefined,
): Omit<CodeDifference, 'part'> => {
  if (before === undefined || after === undefined) {
    const which = before === after ? 'its text' : before === undefined ? 'its earlier text' : 'its later text'
    return { lines: [], note: `${which} is not stored` }
  }
  if (before === after)
    return { lines: [], note: 'its text is the same, and a name in it stands for something else' }
  const lines = linesOf(before, after)
  if (lines === undefined) return { lines: [], note: 'it was rewritten' }
  return lines.length > mostLines
    ? { lines: lines.slice(0, mostLines), note: `${lines.length - mostLines} more lines differ` }
    : { lines }
}
