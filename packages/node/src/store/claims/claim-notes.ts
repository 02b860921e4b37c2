import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** Bytes of a claim's id, which is a digest; a longer one is no note. */
const idBytes = 64

const empty = Buffer.alloc(idBytes)

/**
 * The claims of a session that is alone, in a file of equal places: a note is one small write, and others can read it
 * while its writer's thread is busy.
 */
export interface ClaimNotes {
  /** Forgets all that was noted before. */
  readonly begin: () => void
  /** @returns the note's place */
  readonly add: (id: string) => number
  readonly remove: (place: number) => void
  readonly close: () => void
}

export const canBeNote = (id: string): boolean => id.length <= idBytes

export const createClaimNotes = (path: string): ClaimNotes => {
  let file: number | undefined
  let places = 0
  let free: number[] = []
  const write = (content: Buffer, place: number): void => {
    if (file !== undefined) writeSync(file, content, 0, idBytes, place * idBytes)
  }
  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  return {
    close,
    begin: () => {
      close()
      file = openSync(path, 'w')
      places = 0
      free = []
    },
    add: (id) => {
      const place = free.pop() ?? places++
      const note = Buffer.alloc(idBytes)
      note.write(id, 'latin1')
      write(note, place)
      return place
    },
    remove: (place) => {
      write(empty, place)
      free.push(place)
    },
  }
}

/** Whether a claim is among the notes that another session has written. */
export const isNoted = (path: string, id: string): boolean => {
  let notes: Buffer
  try {
    notes = readFileSync(path)
  } catch {
    return false
  }
  const wanted = Buffer.alloc(idBytes)
  wanted.write(id, 'latin1')
  for (let at = 0; at < notes.length; at += idBytes)
    if (notes.subarray(at, at + idBytes).equals(wanted)) return true
  return false
}
