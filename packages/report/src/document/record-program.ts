import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname, relative, resolve } from 'node:path'
import { type Recording, recordRun } from './record-run.ts'

/** Keeps a document of a run that a program started itself. */
export const recordProgram = ({
  store,
  folder,
  experiment,
}: {
  /** The store as people name it. */
  readonly store: string
  /** The store's folder. */
  readonly folder: string
  /** Default: the program's name. */
  readonly experiment: string | undefined
}): Recording => {
  const [runtime = 'node', main, ...words] = process.argv
  const program = resolve(main ?? runtime)
  const file = relative(process.cwd(), program)
  const command = [
    basename(runtime, '.exe'),
    ...process.execArgv,
    ...(main === undefined ? [] : [file]),
    ...words,
  ]
  return recordRun({
    experiment: experiment ?? basename(file, extname(file)),
    file,
    store,
    folder,
    program,
    reproduce: [command.map(quote).join(' ')],
    version: ownVersion(),
  })
}

const ownVersion = (): string => {
  const manifest = createRequire(import.meta.url).resolve('@stagewright/report/package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
  return version
}

/** A word as a shell takes it. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
