import {
  accessSync,
  constants,
  type Dirent,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreError } from '@stagewright/core'
import { writeWhole } from '../files/write-whole.ts'
import { storeProblem } from './file-system-problem.ts'
import { syncFolderAtOnce } from './artifacts/sync-folder.ts'
import { systemCode } from './system-code.ts'
import { isOwnFolder, type Layout } from './layout.ts'

const format = 'stagewright-store'
/**
 * Since 2, executions have heads. Since 3, whoever writes to the index changes its state, and summaries with it. Since 4,
 * executions know their step and experiment, and the index what each step stood on last and how runs went. Since 5, the
 * index holds texts of code.
 */
const version = 5
const formatText = `${JSON.stringify({ format, version })}\n`
const longestFile = 4096

/** SQLite takes paths of 512 bytes, of which its files' own names need some. */
const longestRoot = 480

const refuseLong = ({ root }: Layout): void => {
  const bytes = Buffer.byteLength(root)
  if (bytes > longestRoot)
    throw new StoreError(
      root,
      `cannot be opened: its path is too long (${bytes} bytes, and at most ${longestRoot} work). Choose a shorter one.`,
    )
}

/**
 * Whether there is a store at this place.
 *
 * @throws StoreError for a later version, a damaged format file, and a folder that holds something else.
 */
export const findStore = (layout: Layout): boolean => {
  refuseLong(layout)
  let entries: Dirent[]
  try {
    entries = readdirSync(layout.root, { withFileTypes: true })
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false
    throw storeProblem(layout.root, thrown)
  }
  const names = entries.map(({ name }) => name)
  if (names.includes('format.json')) {
    const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory())
    if (odd !== undefined) {
      throw new StoreError(
        layout.root,
        `cannot be opened: it holds a ${odd.isSymbolicLink() ? 'link' : 'pipe or device'} (${odd.name}), which a store never does.`,
      )
    }
    checkFormat(layout)
    return true
  }
  if (names.some((name) => !belongsToNewStore(layout, name))) {
    throw new StoreError(
      layout.root,
      `cannot be opened: the folder is not empty and is not a store (it has no format.json). Name another folder, or empty this one.`,
    )
  }
  return false
}

/** Documents and reports of runs, which may have been written beside no store. */
const remnants: Readonly<Record<string, RegExp>> = {
  runs: /\.(?:json\.gz|live|tmp)$/u,
  reports: /\.html$/u,
}

const belongsToNewStore = ({ root }: Layout, name: string): boolean => {
  if (name === '.gitignore' || name.startsWith('.format')) return true
  const expected = remnants[name]
  return (
    expected !== undefined &&
    isOwnFolder(join(root, name)) &&
    readdirSync(join(root, name)).every((file) => expected.test(file))
  )
}

/**
 * Makes an empty store, also when another process does so at the same moment. It is synced whatever the durability: a
 * format file that a power loss left empty would have to be mended by hand.
 */
export const createStore = (layout: Layout): void => {
  try {
    accessSync(nearestFolder(layout.root), constants.W_OK)
    const made = mkdirSync(layout.root, { recursive: true })
    writeWhole(layout.format, formatText, true)
    writeFileSync(join(layout.root, '.gitignore'), '*\n')
    syncFolderAtOnce(layout.root)
    for (let at = layout.root; made !== undefined && at.startsWith(made); at = dirname(at))
      syncFolderAtOnce(dirname(at))
  } catch (thrown) {
    throw storeProblem(layout.root, thrown)
  }
}

/** From now on the store is one of today's version, which earlier ones refuse. */
export const raiseFormat = (layout: Layout): void => {
  try {
    if (Number(readFormat(layout).version) < version) writeWhole(layout.format, formatText, true)
  } catch (thrown) {
    throw storeProblem(layout.root, thrown)
  }
}

/** Asked first, for making a folder on a read-only disk fails with another reason than that. */
const nearestFolder = (path: string): string => {
  for (let at = path; ; at = dirname(at)) if (existsSync(at) || dirname(at) === at) return at
}

/** @throws StoreError where this user cannot write to the store's folder */
export const mustBeWritable = (layout: Layout): void => {
  try {
    accessSync(layout.root, constants.R_OK | constants.W_OK)
  } catch (thrown) {
    throw storeProblem(layout.root, thrown)
  }
}

const checkFormat = (layout: Layout): void => {
  const found = readFormat(layout)
  if (found.format !== format || !Number.isSafeInteger(found.version) || Number(found.version) < 1) {
    throw new StoreError(
      layout.root,
      'cannot be opened: its format.json does not describe a Stagewright store.',
    )
  }
  if (Number(found.version) > version) {
    throw new StoreError(
      layout.root,
      `was written by a later version of Stagewright: it has format ${String(found.version)}, and this one knows formats up to ${version}. Update Stagewright, or name another folder.`,
    )
  }
}

const readFormat = (layout: Layout): { readonly format?: unknown; readonly version?: unknown } => {
  try {
    if (statSync(layout.format).size > longestFile) throw new Error('it is too long')
    const parsed: unknown = JSON.parse(readFileSync(layout.format, 'utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch (thrown) {
    if (systemCode(thrown) !== undefined) throw storeProblem(layout.root, thrown)
    throw new StoreError(
      layout.root,
      `cannot be opened: its format.json is damaged. Write ${formatText.trim()} into it if you know that it is a store.`,
      thrown,
    )
  }
}
