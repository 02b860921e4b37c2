import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type DraftInfo, StoreError } from '@stagewright/core'
import { isOwnFolder, type Layout, makeFolder } from '../layout.ts'
import { safeName, sameOnDisk } from './safe-name.ts'
import { sidecarName } from './sidecar.ts'
import { publishFolder, stageSmallFile } from './staged-files.ts'
import { stagingFolder } from './staging.ts'

/** The files of one execution: written beside the store's content, and moved there whole. */
export interface StagedFolder {
  /** A new name in the folder, different from all others on every file system. */
  readonly newFile: (name: string, extension: string) => Promise<NewFile>
  readonly addFile: (file: NewFile, content: Uint8Array | string) => Promise<void>
  /** Adds the sidecar and moves the folder to its place. */
  readonly publish: (sidecar: string) => Promise<void>
  /** Removes it, wherever it is. */
  readonly remove: () => Promise<void>
}

interface NewFile {
  /** Where to write it. */
  readonly path: string
  /** Where it will be, below `artifacts/`. */
  readonly location: string
}

export const createStagedFolder = (layout: Layout, info: DraftInfo, sync: boolean): StagedFolder => {
  const folder = stagingFolder(layout)
  const place = `${safeName(info.stage)}/${safeName(info.record)}-${info.key.slice(0, 8)}-${folder.slice(-8)}`
  const published = join(layout.artifacts, place)
  const taken = new Set<string>([sameOnDisk(sidecarName)])

  return {
    newFile: async (name, extension) => {
      const fileName = untaken(taken, safeName(name), extension === '' ? '' : `.${extension}`)
      makeFolder(layout, folder)
      return { path: join(folder, fileName), location: `${place}/${fileName}` }
    },
    addFile: ({ path }, content) => stageSmallFile(path, content, sync),
    publish: async (sidecar) => {
      await stageSmallFile(join(folder, sidecarName), sidecar, sync)
      makeFolder(layout, dirname(published))
      if (!isOwnFolder(dirname(published))) {
        throw new StoreError(
          layout.root,
          `has a link among its folders of artifacts: ${dirname(published)}. Remove it.`,
        )
      }
      await publishFolder(folder, published, sync)
    },
    remove: async () => {
      await Promise.all([folder, published].map((path) => rm(path, { recursive: true, force: true })))
    },
  }
}

const untaken = (taken: Set<string>, base: string, ending: string): string => {
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? base + ending : `${base}-${copy}${ending}`
    if (taken.has(sameOnDisk(name))) continue
    taken.add(sameOnDisk(name))
    return name
  }
}
