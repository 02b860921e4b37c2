import type { RunDocument } from '../document/run-document.ts'
import type { ChangedCode } from './comparison.ts'

/** The parts of the stages' code that are different in the later run. */
export const compareCode = (before: RunDocument, after: RunDocument): readonly ChangedCode[] => {
  const earlier = partsByStage(before)
  return [...partsByStage(after)].flatMap(([stage, parts]): ChangedCode[] => {
    const known = earlier.get(stage)
    if (known === undefined) return []
    const names = [...new Set([...parts.keys(), ...known.keys()])]
    return names.flatMap((part): ChangedCode[] => {
      const [was, is] = [known.get(part), parts.get(part)]
      if (was === is) return []
      if (was === undefined) return [{ stage, part, change: 'added' }]
      if (is === undefined) return [{ stage, part, change: 'removed' }]
      const isOne = !was.includes(' ') && !is.includes(' ')
      return [{ stage, part, change: 'changed', ...(isOne && { pair: `${was} ${is}` as const }) }]
    })
  })
}

/** Of each stage, the digests of its code's parts by their names. Steps of one stage may stand on several codes. */
const partsByStage = ({ steps, codes }: RunDocument): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const seen = new Set<string>()
  const all = new Map<string, Map<string, Set<string>>>()
  for (const { stage, code } of steps) {
    if (code === undefined || seen.has(`${stage} ${code}`)) continue
    seen.add(`${stage} ${code}`)
    const parts = all.get(stage) ?? new Map<string, Set<string>>()
    all.set(stage, parts)
    for (const [name, digest] of Object.entries(codes[code] ?? {}))
      parts.set(name, (parts.get(name) ?? new Set()).add(digest))
  }
  return new Map(
    [...all].map(([stage, parts]) => [
      stage,
      new Map([...parts].map(([name, digests]) => [name, [...digests].toSorted().join(' ')])),
    ]),
  )
}
