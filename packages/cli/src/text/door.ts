import { showColours } from '../paint.ts'
import type { Outlet } from './outlet.ts'
import { visible } from './visible.ts'

/** A text as it may be written to a terminal, a log or a pipe: it can colour, and nothing else. */
export const throughDoor = (text: string): string => showColours(visible(text))

/**
 * The one way by which this command's texts leave it. Names, errors, logs and previews come from programs, files and
 * stores that others made: they must not move the cursor, fill the clipboard or rename the window. Bytes go as they are.
 */
export const doorTo = (stream: Outlet): Outlet => ({
  get isTTY() {
    return stream.isTTY
  },
  get columns() {
    return stream.columns
  },
  get rows() {
    return stream.rows
  },
  write: (text) => stream.write(typeof text === 'string' ? throughDoor(text) : text),
})
