import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { installFromDebian } from '../../../core/test/support/install-from-debian.ts'
import { scriptPath } from './run-script.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const calls = 'fsync,fdatasync,rename,renameat,renameat2,link,linkat,write'

/** Installs strace where Debian's packages can be had. `undefined` where processes cannot be watched. */
const strace = (): string | undefined => {
  const path = '/usr/bin/strace'
  if (!existsSync(path)) installFromDebian('strace')
  try {
    execFileSync(path, ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return path
  } catch {
    console.warn('Not tried: processes cannot be watched here (strace).')
    return undefined
  }
}

/** What a writer asked of the system for each of its commits: kinds of calls, and files by their names. */
const askedFor = (durability: string): Readonly<Record<string, readonly string[]>> | undefined => {
  const tracer = strace()
  if (tracer === undefined) return undefined
  const [directory, log] = [join(folder, 'store'), join(folder, 'log')]
  const script = scriptPath('synced-writer')
  const options = ['-f', '-y', '-s', '40', '-e', `trace=${calls}`, '-o', log]
  execFileSync(tracer, [...options, process.execPath, script, directory, durability], { stdio: 'ignore' })
  const asked: Record<string, readonly string[]> = {}
  let now: string[] = []
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const told = /write\(1<.*"committed (\w+)\\n"/.exec(line)?.[1]
    const synced = /f(?:data)?sync\(\d+<([^>]+)>/.exec(line)?.[1]
    const moved = /(?:rename|link)\w*\(.*"([^"]+)"(?:, 0)?\)/.exec(line)?.[1]
    if (told !== undefined) {
      asked[told] = now
      now = []
    } else if (synced !== undefined) now.push(`sync ${plain(directory, synced)}`)
    else if (moved !== undefined) now.push(`move to ${plain(directory, moved)}`)
  }
  return asked
}

/** What is by chance in a path is left out. */
const plain = (directory: string, path: string): string =>
  path
    .replace(directory, '')
    .replace(/^\/staging\/[^/]+/, '/staging/*')
    .replace(/(\/artifacts\/work\/\w+)-\w+-\w+/, '$1-*')
    .replace(/\.format\.json-.*/, '.format-*')
    .replace(/^$/, '/')

test('with fsync, the files, their folders and the log of the index are synced before a commit is told, in an order that holds', () => {
  const asked = askedFor('fsync')
  if (asked === undefined) return
  expect(asked['small']?.at(-1)).toBe('sync /index-1.sqlite-wal')
  expect(asked['small']).toEqual(
    expect.arrayContaining(['sync /.format-*', 'move to /format.json', 'sync /']),
  )
  const made = asked['small']?.indexOf('move to /index-1.sqlite') ?? -1
  expect(asked['small']?.slice(made + 1)).toContain('sync /')
  expect(asked['small']?.slice(0, made)).toContain('sync /staging/*/index.sqlite')
  expect(asked['large']).toEqual([
    'sync /staging/*/large',
    'sync /staging/*/trace.json',
    'sync /staging/*',
    'move to /artifacts/work/large-*',
    'sync /artifacts/work',
    'sync /artifacts',
    'sync /',
    'sync /index-1.sqlite-wal',
  ])
  expect(asked['folder']).toEqual([
    'sync /staging/*/folder/deep/part.bin',
    'sync /staging/*/folder',
    'sync /staging/*/folder/deep',
    'sync /staging/*/trace.json',
    'sync /staging/*',
    'move to /artifacts/work/folder-*',
    'sync /artifacts/work',
    'sync /artifacts',
    'sync /',
    'sync /index-1.sqlite-wal',
  ])
}, 120_000)

test('without it, nothing is waited for once the store is made', () => {
  const asked = askedFor('fast')
  if (asked === undefined) return
  expect(asked['small']).toContain('sync /.format-*')
  expect(asked['large']).toEqual(['move to /artifacts/work/large-*'])
  expect(asked['folder']).toEqual(['move to /artifacts/work/folder-*'])
}, 120_000)
