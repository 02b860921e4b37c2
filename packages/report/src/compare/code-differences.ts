import type { Change, Digest } from '@stagewright/core'

/** How a text differs from an earlier one. */
export interface TextDifference {
  /**
   * The changed lines and those around them: each begins with `+`, `-` or a space, and `@@` stands where lines are left
   * out. None where `note` shows why.
   */
  readonly lines: readonly string[]
  readonly note?: string
}

/** How a part of a stage's code differs. */
export interface CodeDifference extends TextDifference {
  /** Such as `helper scale`. */
  readonly part: string
}

/** Two digests of one part, before and after, with a space between them. */
export type CodePair = `${Digest} ${Digest}`

type ChangedCode = Pick<Extract<Change, { readonly type: 'code' }>, 'changed' | 'before' | 'after'>

/** Gives the texts that are known of parts, by their digests. */
export type TextsOf = (
  parts: readonly Digest[],
) => ReadonlyMap<Digest, string> | Promise<ReadonlyMap<Digest, string>>

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
  const differences = await readDifferences(
    changes.flatMap((change) => pairsOf(change).map(({ pair }) => pair)),
    textsOf,
  )
  return (change) =>
    pairsOf(change).flatMap(({ part, pair }) => {
      const found = differences.get(pair)
      return found === undefined ? [] : [{ part, ...found }]
    })
}

/** The parts of a change that both sides have. Documents of earlier versions have no digests of them. */
export const pairsOf = ({
  changed,
  before,
  after,
}: ChangedCode): readonly { readonly part: string; readonly pair: CodePair }[] =>
  changed.map((part) => ({ part, pair: `${before?.[part] ?? ''} ${after?.[part] ?? ''}` }))

/** How the texts of these pairs differ. */
export const readDifferences = async (
  pairs: readonly CodePair[],
  textsOf: TextsOf,
): Promise<ReadonlyMap<CodePair, TextDifference>> => {
  const wanted = [...new Set(pairs)]
  if (wanted.length === 0) return new Map()
  const digests = wanted.flatMap((pair) => pair.split(' ')).filter((digest) => digest !== '')
  const texts = await textsOf([...new Set(digests)])
  const { structuredPatch } = await import('diff')
  const linesOf = (before: string, after: string): readonly string[] | undefined => {
    const patch = structuredPatch('', '', `${before}\n`, `${after}\n`, undefined, undefined, {
      context: around,
      maxEditLength: mostEdits,
    })
    return patch?.hunks.flatMap(({ lines }, index) => (index === 0 ? lines : ['@@', ...lines]))
  }
  return new Map(
    wanted.map((pair) => {
      const [before = '', after = ''] = pair.split(' ')
      return [pair, describe(texts.get(before), texts.get(after), linesOf)]
    }),
  )
}

const describe = (
  before: string | undefined,
  after: string | undefined,
  linesOf: (before: string, after: string) => readonly string[] | undefined,
): TextDifference => {
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
