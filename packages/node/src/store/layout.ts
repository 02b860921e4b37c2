import { lstatSync, mkdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { systemCode } from './system-code.ts'

/** The folders and files of a store; docs/store-format.md tells what each is for. */
export interface Layout {
  readonly root: string
  readonly format: string
  readonly artifacts: string
  readonly staging: string
  readonly quarantine: string
  readonly extracted: string
  readonly summaries: string
}

export const layoutOf = (root: string): Layout => ({
  root,
  format: join(root, 'format.json'),
  artifacts: join(root, 'artifacts'),
  staging: join(root, 'staging'),
  quarantine: join(root, 'quarantine'),
  extracted: join(root, 'extracted'),
  summaries: join(root, 'summaries'),
})

/** Whether this is a folder of the store's own, and not a link to another. */
export const isOwnFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The same for `<stage>/<execution>` below `artifacts/`, and what is above it. */
export const isOwnExecution = (layout: Layout, folder: string): boolean =>
  isOwnFolder(join(layout.artifacts, dirname(folder))) && isOwnFolder(join(layout.artifacts, folder))

/** Makes a folder of the store, and what is above it, but not the store's own: one that was deleted stays so. */
export const makeFolder = ({ root }: Layout, folder: string): void => {
  let at = root
  for (const name of relative(root, folder).split(sep)) {
    at = join(at, name)
    try {
      mkdirSync(at)
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw thrown
    }
  }
}
