import { cp } from 'node:fs/promises'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreSession } from '@stagewright/core'
import { extensionOf, labelOf, type ListedArtifact } from '../artifacts/listed-artifact.ts'
import { UsageError } from '../errors/usage-error.ts'

export interface ExportedArtifact {
  readonly artifact: ListedArtifact
  /** Relative to the folder. */
  readonly file: string
}

/** Characters that some file system refuses, or that lead elsewhere. */
const unsafe = /[\p{Cc}/\\:*?"<>|]/gu

const plainName = (label: string): string => label.replaceAll(unsafe, '_').replace(/^\.+/u, '_')

/**
 * The names that artifacts get in a folder: `accuracy@k3.json`, with the stage before it where two are called so, and a
 * number where that is not enough.
 */
export const fileNamesFor = (artifacts: readonly ListedArtifact[]): readonly ExportedArtifact[] => {
  const taken = new Set<string>()
  const clashing = clashesOf(artifacts)
  return artifacts.map((artifact) => {
    const label = labelOf(artifact)
    const name = plainName(clashing.has(label) ? `${artifact.trace.stage}.${label}` : label)
    const extension = extensionOf(artifact)
    const ending = extension === '' ? '' : `.${extension}`
    let file = `${name}${ending}`
    // File systems that ignore case take two names for one.
    for (let n = 2; taken.has(file.toLowerCase()); n++) file = `${name}-${n}${ending}`
    taken.add(file.toLowerCase())
    return { artifact, file }
  })
}

const clashesOf = (artifacts: readonly ListedArtifact[]): ReadonlySet<string> => {
  const stages = new Map<string, string>()
  const clashing = new Set<string>()
  for (const one of artifacts) {
    const label = labelOf(one)
    const { stage } = one.trace
    if ((stages.get(label) ?? stage) !== stage) clashing.add(label)
    stages.set(label, stage)
  }
  return clashing
}

/**
 * Copies artifacts, their checksums proven, into a folder that is made where there is none.
 *
 * @throws UsageError for something that is there already
 */
export const copyArtifacts = async (
  files: readonly ExportedArtifact[],
  session: StoreSession,
  folder: string,
): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const there = files.find(
    ({ file }) => statSync(join(folder, file), { throwIfNoEntry: false }) !== undefined,
  )
  if (there !== undefined)
    throw new UsageError(
      `${join(folder, there.file)} is there already, and is not written over. Name another folder: --to FOLDER.`,
    )
  for (const { artifact, file } of files) {
    const from = await session.path?.(artifact.stored)
    if (from !== undefined) await cp(from, join(folder, file), { recursive: true, errorOnExist: true })
  }
}
