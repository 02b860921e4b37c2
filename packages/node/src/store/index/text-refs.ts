/** Points to a row of `texts` and says what must stand there. */
export type TextRef = readonly [id: number, hash: number]

/** `12.9876,13.5432`: references to read sets. */
export const parseRefs = (sets: string): readonly TextRef[] =>
  sets.split(',').map((ref) => {
    const [id, hash] = ref.split('.')
    return [Number(id), Number(hash)]
  })

export const formatRefs = (refs: readonly TextRef[]): string => refs.map((ref) => ref.join('.')).join(',')
