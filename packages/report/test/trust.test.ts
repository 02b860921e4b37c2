import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  keepRun,
  listRuns,
  readRun,
  type RunDocument,
  runLines,
  startLive,
  writePage,
} from '@stagewright/report'
import { chainOf } from './support/large.ts'

// A store may come from somebody else, by mail or from a repository.

let home: string
let store: string
let runs: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stagewright-trust-'))
  store = join(home, 'store')
  runs = join(store, 'runs')
  mkdirSync(runs, { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const put = (name: string, document: unknown): void =>
  writeFileSync(join(runs, `${name}.json.gz`), gzipSync(JSON.stringify(document)))

const named = (run: string): RunDocument => ({ ...chainOf(4), run })

describe('a store that somebody else made', () => {
  test('cannot give a run an id that is not the name of its file', () => {
    put('a', named('../../../x'))
    put('b', named('c'))
    put('good', named('good'))
    expect([readRun(runs, 'a'), readRun(runs, 'b')]).toEqual([undefined, undefined])
    expect(runLines(runs).map(({ run }) => run)).toEqual(['good'])
  })

  test.each(['../x', '.', '..', '', 'a/b', 'a\\b', '-rf', 'a\0b', 'x'.repeat(129), '.hidden'])(
    'holds no run of the id %j, and none is written under it',
    (run) => {
      expect(readRun(runs, run)).toBeUndefined()
      expect(() => keepRun(runs, named(run))).toThrow('cannot be the id of a run')
      expect(() => startLive(runs, named(run))).toThrow('cannot be the id of a run')
      expect(readdirSync(home)).toEqual(['store'])
    },
  )

  test('cannot have a page written through a link: it takes the place of the link', () => {
    const outside = join(home, 'precious')
    writeFileSync(outside, 'precious')
    mkdirSync(join(store, 'reports'))
    symlinkSync(outside, join(store, 'reports', 'a.html'))
    writePage(store, 'a.html', 'page')
    expect(readFileSync(outside, 'utf8')).toBe('precious')
    expect(readFileSync(join(store, 'reports', 'a.html'), 'utf8')).toBe('page')
    symlinkSync(outside, join(runs, 'b.live'))
    symlinkSync(outside, join(runs, 'b.json.gz'))
    startLive(runs, named('b'))
    keepRun(runs, named('b'))
    expect(readFileSync(outside, 'utf8')).toBe('precious')
    expect(readRun(runs, 'b')?.run).toBe('b')
  })

  test('cannot have anything written, or removed, in a folder that a link of its own leads to', () => {
    const outside = join(home, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, join(store, 'reports'))
    rmSync(runs, { recursive: true })
    symlinkSync(outside, runs)
    expect(() => writePage(store, 'a.html', 'page')).toThrow('is a link, and nothing is written through it')
    expect(() => keepRun(runs, named('b'))).toThrow('is a link, and nothing is written through it')
    expect(() => startLive(runs, named('b'))).toThrow('is a link, and nothing is written through it')
    expect(readdirSync(outside)).toEqual([])
  })

  test('may stand behind a link that the person at the keyboard made', () => {
    symlinkSync(store, join(home, 'link'))
    writePage(join(home, 'link'), 'a.html', 'page')
    expect(existsSync(join(store, 'reports', 'a.html'))).toBe(true)
  })

  test('cannot show a file that a link leads to, nor have anybody wait at a pipe', () => {
    writeFileSync(join(home, 'd.json.gz'), gzipSync(JSON.stringify(named('d'))))
    symlinkSync(join(home, 'd.json.gz'), join(runs, 'd.json.gz'))
    execFileSync('mkfifo', [join(runs, 'e.json.gz'), join(runs, 'f.live')])
    expect(listRuns(runs).map((run) => readRun(runs, run))).toEqual([undefined, undefined, undefined])
  })

  test('cannot take down the list of runs by one document that is none', () => {
    const { counts: _, ...countless } = named('b')
    put('a', { ...named('a'), steps: [null] })
    put('b', countless)
    put('c', { ...named('c'), startedAt: 'now' })
    put('d', [])
    put('e', { ...named('e'), steps: [{ ...named('e').steps[0], outcome: 'constructor' }] })
    put('good', named('good'))
    expect(runLines(runs).map(({ run }) => run)).toEqual(['good'])
  })
})
