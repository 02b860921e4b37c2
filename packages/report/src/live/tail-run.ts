import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { applyPatch } from '../document/apply-patch.ts'
import { asDocument } from '../document/as-document.ts'
import { type Begun, isAbandoned, livePath } from '../document/kept-runs.ts'
import type { RunDocument, RunPatch } from '../document/run-document.ts'

/** Reads on in the file of a run that goes on. */
export interface Tail {
  /** Reads what was added. Gives its whole lines; `undefined` when the run is over, or was abandoned. */
  readonly look: () => readonly string[] | undefined
  /** As far as it was read. */
  readonly document: () => RunDocument | undefined
}

/** Bytes that are read at once. */
const mostAtOnce = 64 << 20

export const tailRun = (folder: string, run: string): Tail => {
  const path = livePath(folder, run)
  let position = 0
  let rest: Buffer = Buffer.alloc(0)
  let first: string | undefined
  let document: RunDocument | undefined
  const readOn = (): readonly string[] | undefined => {
    const added = path === undefined ? undefined : bytesFrom(path, position)
    if (added === undefined) return undefined
    position += added.length
    const all = rest.length === 0 ? added : Buffer.concat([rest, added])
    // The last line may be half written.
    const end = all.lastIndexOf(0x0a) + 1
    rest = all.subarray(end)
    return end === 0 ? [] : all.toString('utf8', 0, end - 1).split('\n')
  }
  const begin = ([line, ...patches]: readonly string[]): readonly string[] => {
    if (line === undefined) return []
    // Its beginning tells who wrote it.
    first = line.slice(0, 1000)
    document = asDocument((JSON.parse(line) as Partial<Begun>).document, run)
    return patches
  }
  return {
    document: () => document,
    look: () => {
      try {
        const lines = readOn()
        if (lines === undefined) return undefined
        const patches = first === undefined ? begin(lines) : lines
        if (first !== undefined && path !== undefined && isAbandoned(first, path)) return undefined
        for (const line of patches)
          // Only the writer of the first line writes such lines.
          if (document !== undefined)
            document = { ...applyPatch(document, JSON.parse(line) as RunPatch), run }
        return patches
      } catch {
        // What is damaged is not followed.
        return undefined
      }
    },
  }
}

const bytesFrom = (path: string, position: number): Buffer | undefined => {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const left = Math.min(mostAtOnce, fstatSync(file).size - position)
    if (left <= 0) return Buffer.alloc(0)
    const bytes = Buffer.alloc(left)
    return bytes.subarray(0, readSync(file, bytes, 0, left, position))
  } finally {
    closeSync(file)
  }
}
