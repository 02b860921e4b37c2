import type { JSX } from 'preact'
import type { CodeDifferences, ShownCause } from '../../src/page/page-data.ts'

type Parts = NonNullable<ShownCause['code']>

/** How parts of code read before and now: each part with its lines, as a patch shows them. */
export const CodeLines = ({
  parts,
  code,
}: {
  readonly parts: Parts
  readonly code: CodeDifferences
}): JSX.Element => (
  <>
    {parts.flatMap(({ part, pair }) => {
      const difference = code[pair]
      if (difference === undefined) return []
      const { lines, note } = difference
      return [
        <figure class="code-lines" key={part + pair}>
          <figcaption>
            {part} {note !== undefined && <span class="quiet">({note})</span>}
          </figcaption>
          {lines.length > 0 && (
            <pre tabIndex={0} aria-label={`How ${part} changed`}>
              {lines.map((line) => (
                <span class={kinds[line.charAt(0)] ?? 'is-same'}>{`${line}\n`}</span>
              ))}
            </pre>
          )}
        </figure>,
      ]
    })}
  </>
)

const kinds: Readonly<Record<string, string>> = { '+': 'is-added', '-': 'is-removed' }
