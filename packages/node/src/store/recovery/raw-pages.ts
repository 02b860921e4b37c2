import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

export const pageSize = 4096
const logHeaderSize = 32
const frameHeaderSize = 24

/** The pages of an SQLite file and of its log as they lie there, without asking SQLite. Counted from 1. */
export interface RawPages {
  /** Every image of every page, older ones too. */
  readonly images: () => Generator<{ readonly page: Buffer; readonly number: number }>
  /** The newest image of a page. */
  readonly newest: (number: number) => Buffer | undefined
  readonly close: () => void
}

export const openRawPages = (path: string): RawPages => {
  const file = openSync(path, 'r')
  const log = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : undefined
  const inLog = new Map<number, number>()
  const frames = log === undefined ? [] : [...framesOf(log)]
  for (const { number, at } of frames) inLog.set(number, at)
  const pages = Math.floor(fstatSync(file).size / pageSize)
  return {
    *images() {
      for (let number = 1; number <= pages; number++) {
        const page = readAt(file, (number - 1) * pageSize, pageSize)
        if (page !== undefined) yield { page, number }
      }
      for (const { number, at } of frames) {
        const page = log === undefined ? undefined : readAt(log, at, pageSize)
        if (page !== undefined) yield { page, number }
      }
    },
    newest: (number) => {
      const at = inLog.get(number)
      if (log !== undefined && at !== undefined) return readAt(log, at, pageSize)
      return number < 1 || number > pages ? undefined : readAt(file, (number - 1) * pageSize, pageSize)
    },
    close: () => {
      closeSync(file)
      if (log !== undefined) closeSync(log)
    },
  }
}

/** Where the pages of a log are. Its checksums are not looked at: every row proves itself. */
function* framesOf(log: number): Generator<{ readonly number: number; readonly at: number }> {
  const size = fstatSync(log).size
  for (let at = logHeaderSize; at + frameHeaderSize + pageSize <= size; at += frameHeaderSize + pageSize) {
    const header = readAt(log, at, frameHeaderSize)
    if (header !== undefined) yield { number: header.readUInt32BE(0), at: at + frameHeaderSize }
  }
}

const readAt = (file: number, at: number, size: number): Buffer | undefined => {
  const bytes = Buffer.allocUnsafe(size)
  try {
    return readSync(file, bytes, 0, size, at) === size ? bytes : undefined
  } catch {
    return undefined
  }
}
