import type { StoredArtifact } from '@stagewright/core'
import { fileLocation, parseLocation, rowLocation } from '../artifacts/location.ts'
import { safeName } from '../artifacts/safe-name.ts'
import { short48 } from '../short48.ts'

/**
 * Rows from here on are named by their content. Those that a session counts are far below: each of two thousand million
 * sessions has some two million.
 */
const firstContentRow = 2 ** 52

/** Whether a row of small artifacts is named by its content. */
export const isContentRow = (id: number): boolean => id >= firstContentRow

/** How much of a checksum is in the name of a folder. */
const digits = 32

/** What people know an artifact by. */
export interface Named {
  readonly stage: string
  readonly record: string
  readonly name: string
}

/**
 * Where an artifact is in every store that has it from a remote: a place that follows from its content, so that no two
 * machines mean different bytes by it.
 *
 * @param stored where it is in the store that made it; `undefined` for a location that no store of this kind gave
 */
export const neutralLocation = (
  stored: StoredArtifact,
  { stage, record, name }: Named,
): string | undefined => {
  const location = parseLocation(stored.location)
  if (location === undefined) return undefined
  if (location.kind === 'row') return rowLocation(contentRow(stored), location.extension)
  if (isNeutral(stored)) return stored.location
  const folder = `${safeName(stage)}/${safeName(record)}-${stored.checksum.slice(0, digits)}`
  const extension = location.kind === 'file' ? extensionOf(location.path) : ''
  return fileLocation(location.kind, `${folder}/${safeName(name)}${extension}`)
}

/** Whether a location follows from the content: one that was crafted must never point at something else. */
export const isNeutral = ({ checksum, location }: Pick<StoredArtifact, 'checksum' | 'location'>): boolean => {
  const parsed = parseLocation(location)
  if (parsed === undefined || !/^[0-9a-f]{64}$/u.test(checksum)) return false
  return parsed.kind === 'row'
    ? parsed.id === contentRow({ checksum })
    : parsed.folder.endsWith(`-${checksum.slice(0, digits)}`)
}

const contentRow = ({ checksum }: Pick<StoredArtifact, 'checksum'>): number =>
  firstContentRow + short48(checksum)

const extensionOf = (path: string): string => /\.[A-Za-z0-9]{1,16}$/u.exec(path)?.[0] ?? ''
