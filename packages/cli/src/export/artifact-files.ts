import { createHash } from 'node:crypto'
import { cp } from 'node:fs/promises'
import { lstatSync, mkdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { isManifest, readManifest, type StoredArtifact, type StoreSession } from '@stagewright/core'
import { extensionOf, labelOf, type ListedArtifact } from '../artifacts/listed-artifact.ts'
import { UsageError } from '../errors/usage-error.ts'

export interface ExportedArtifact {
  readonly artifact: ListedArtifact
  /** Relative to the folder. */
  readonly file: string
}

/** Characters that some file system refuses, or that lead elsewhere. */
const unsafe = /[\p{Cc}\p{Cs}/\\:*?"<>|]/gu

/** Bytes of a file's name; file systems take 255, and some room is left for what people add. */
const longest = 200

/** Digits of the digest that tells long names apart. */
const digits = 10

/**
 * The names that artifacts get in a folder: `accuracy@k3.json`, with the stage before it where two are called so. A
 * digest stands at the end of a long one, so that it is the same whatever else is exported.
 */
export const fileNamesFor = (artifacts: readonly ListedArtifact[]): readonly ExportedArtifact[] => {
  const taken = new Set<string>()
  const clashing = clashesOf(artifacts)
  // Results of the last runs get their names first.
  const inOrder = artifacts.toSorted((left, right) => Number(left.isOlder) - Number(right.isOlder))
  return inOrder.map((artifact) => {
    const label = labelOf(artifact)
    // A list becomes a folder of its items.
    const extension = isManifest(artifact.stored) ? '' : extensionOf(artifact)
    const ending = `${artifact.isOlder ? '.older' : ''}${extension === '' ? '' : `.${extension}`}`
    const name = shorten(
      plainName(clashing.has(label) ? `${artifact.trace.stage}.${label}` : label),
      longest - Buffer.byteLength(ending),
    )
    let file = `${name}${ending}`
    for (let n = 2; taken.has(onDisk(file)); n++) file = `${name}-${n}${ending}`
    taken.add(onDisk(file))
    return { artifact, file }
  })
}

const plainName = (label: string): string =>
  label
    .replaceAll(unsafe, '_')
    .replace(/^\.+/u, '_')
    .replace(/[. ]+$/u, '_')

const shorten = (name: string, bytes: number): string => {
  if (Buffer.byteLength(name) <= bytes) return name
  const tail = `-${createHash('sha256').update(name).digest('hex').slice(0, digits)}`
  let kept = ''
  for (const character of name) {
    if (Buffer.byteLength(kept + character + tail) > bytes) break
    kept += character
  }
  return kept + tail
}

/** File systems that ignore case or the normal form of Unicode take two such names for one. */
const onDisk = (file: string): string => file.normalize('NFKC').toUpperCase().normalize('NFKC')

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
    ({ file }) => lstatSync(join(folder, file), { throwIfNoEntry: false }) !== undefined,
  )
  if (there !== undefined)
    throw new UsageError(
      `${join(folder, there.file)} already exists, and export overwrites nothing. Name another folder: --to FOLDER.`,
    )
  for (const { artifact, file } of files) await copyArtifact(artifact.stored, session, join(folder, file))
}

/** Items of a list are called after their places: `00.json`, `01.json`, ... */
const copyArtifact = async (stored: StoredArtifact, session: StoreSession, to: string): Promise<void> => {
  if (isManifest(stored)) {
    const items = readManifest(await session.read(stored))
    mkdirSync(to)
    const width = String(Math.max(items.length - 1, 0)).length
    for (const [at, item] of items.entries()) {
      const extension = isManifest(item.stored) ? '' : extname(item.stored.location)
      await copyArtifact(item.stored, session, join(to, `${String(at).padStart(width, '0')}${extension}`))
    }
    return
  }
  const from = await session.path?.(stored)
  if (from !== undefined) await cp(from, to, { recursive: true, force: false, errorOnExist: true })
}
