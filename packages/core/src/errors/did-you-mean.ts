/** Edit distance by Levenshtein's two-row method; a swap counts as two edits. */
const distance = (left: string, right: string): number => {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[right.length] ?? 0
}

/** ` Did you mean 'x'?`, or nothing where no candidate is near. */
export const didYouMean = (name: string, candidates: Iterable<string>): string => {
  let best: { candidate: string; edits: number } | undefined
  const limit = Math.max(2, Math.floor(name.length / 3))
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue
    const edits = distance(name.toLowerCase(), candidate.toLowerCase())
    // Of what has no letter in common nothing was misspelt.
    if (edits === Math.max(name.length, candidate.length)) continue
    if (edits <= limit && (best === undefined || edits < best.edits)) best = { candidate, edits }
  }
  return best === undefined ? '' : ` Did you mean '${best.candidate}'?`
}
