import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Layout, makeFolder } from '../layout.ts'

/** Moves something damaged out of the way, for a person to look at. Gives where it is now, if that worked. */
export const moveToQuarantine = (layout: Layout, path: string, name: string): string | undefined => {
  try {
    const aside = quarantinePath(layout, name)
    renameSync(path, aside)
    return aside
  } catch {
    return undefined
  }
}

export const writeToQuarantine = (layout: Layout, bytes: Uint8Array, name: string): void => {
  try {
    writeFileSync(quarantinePath(layout, name), bytes)
  } catch {
    // On a full disk the damaged bytes are not worth more than what comes next.
  }
}

const quarantinePath = (layout: Layout, name: string): string => {
  makeFolder(layout, layout.quarantine)
  const time = new Date().toISOString().replaceAll(':', '-')
  return join(
    layout.quarantine,
    `${time}-${Math.random().toString(36).slice(2, 6)}-${name.replaceAll('/', '-')}`,
  )
}
