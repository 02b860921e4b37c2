import type { BuildFailure, Message } from 'esbuild'

export interface SyntaxMistake {
  readonly text: string
  /** The file as people name it, the line counted from 1, and the column. */
  readonly place: string
}

/** What esbuild complains of though it is no mistake in the syntax. */
const others = /^(?:Could not resolve|No loader|No matching export)/u

/**
 * The first mistake in the syntax of a program and of what it imports by path. Node knows it, but does not tell programs
 * where it is in an ES module.
 */
export const syntaxMistake = async (file: string, cwd: string): Promise<SyntaxMistake | undefined> => {
  const { build } = await import('esbuild')
  try {
    await build({
      entryPoints: [file],
      absWorkingDir: cwd,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    })
    return undefined
  } catch (error) {
    return firstOf((error as Partial<BuildFailure>).errors ?? [])
  }
}

const firstOf = (errors: readonly Message[]): SyntaxMistake | undefined => {
  for (const { text, location } of errors)
    if (location !== null && !others.test(text))
      return { text, place: `${location.file}:${location.line}:${location.column}` }
  return undefined
}
