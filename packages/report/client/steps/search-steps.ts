import type { StepDocument } from '../../src/document/run-document.ts'

/** What a search looks through: a step's name, reason, and parameters as people read them, `k: 70`. */
export const searchText = ({ id, explanation, params = '', reads = [] }: StepDocument): string =>
  `${id} ${explanation} ${params} ${reads.map(({ what, saw }) => `${what.replace(/^parameter /u, '')}: ${saw}`).join(', ')}`.toLowerCase()

/**
 * Whether a text has all words of a query. `k=70` finds the parameter `k: 70`, and a record of that name, but neither
 * `k: 700` nor `rank: 70`.
 */
export const matcherOf = (query: string): ((text: string) => boolean) => {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  const tests = words.map((word): ((text: string) => boolean) => {
    const [, name, value] = /^([^=]+)=(.+)$/u.exec(word) ?? []
    if (name === undefined || value === undefined) return (text) => text.includes(word)
    const pattern = new RegExp(
      `(?<![\\w.])${escape(name)}(?:=|: )"?${escape(value.replaceAll('"', ''))}"?(?![\\w.]*\\w)`,
      'u',
    )
    return (text) => pattern.test(text)
  })
  return (text) => tests.every((test) => test(text))
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&')
