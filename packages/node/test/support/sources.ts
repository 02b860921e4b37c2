/** Source files by path. Types stand in comments, `/*: number*\/`, so that one text is both JavaScript and TypeScript. */
export type Sources = Readonly<Record<string, string>>

/** A copy of the sources with one text replaced, which must be there. */
export const edited = (sources: Sources, file: string, from: string | RegExp, to: string): Sources => {
  const before = sources[file] ?? ''
  const after = before.replace(from, to)
  if (after === before) throw new Error(`${file} holds no ${String(from)}`)
  return { ...sources, [file]: after }
}
