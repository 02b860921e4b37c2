import leven from 'leven'

/** ` Did you mean 'x'?`, or nothing where no candidate is near. */
export const suggest = (name: string, candidates: Iterable<string>): string => {
  const limit = Math.max(2, Math.floor(name.length / 3))
  let best: { readonly candidate: string; readonly edits: number } | undefined
  for (const candidate of candidates) {
    const edits = leven(name.toLowerCase(), candidate.toLowerCase(), { maxDistance: limit + 1 })
    if (edits <= limit && (best === undefined || edits < best.edits)) best = { candidate, edits }
  }
  return best === undefined ? '' : ` Did you mean '${best.candidate}'?`
}
