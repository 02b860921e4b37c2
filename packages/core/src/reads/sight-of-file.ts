import type { FileReading, Fingerprinter } from '../ports/fingerprinter.ts'
import { absent, unreadable } from './recorder.ts'

/** What is seen of a file. That it cannot be read stops nothing but the functions that ask for it. */
export const sightOfFile = (
  fingerprinter: Pick<Fingerprinter, 'file'>,
  path: string,
  known: FileReading | undefined,
): string => {
  try {
    return fingerprinter.file(path, known)?.digest ?? absent
  } catch {
    return unreadable
  }
}
