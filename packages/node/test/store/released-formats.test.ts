import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreSession, Trace } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, fileStore, listExecutions, verifyStore } from '../../src/store/index.ts'
import { digestOf, execute, expectedOutputs, problemsOf } from './fixtures/executions.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

const released = join(__dirname, 'fixtures', 'stores')

let folder: string
let directory: string
beforeEach(() => {
  folder = temporaryFolder()
  directory = join(folder, 'store')
})

const unpack = (version: string): readonly Trace[] => {
  execFileSync('tar', ['-xzf', join(released, `${version}.tar.gz`), '-C', folder])
  return JSON.parse(readFileSync(join(released, `${version}.json`), 'utf8')) as readonly Trace[]
}

/** What is wrong with the executions that are not history; their small artifacts may have become files. */
const wrongWith = async (session: StoreSession, traces: readonly Trace[]): Promise<readonly string[]> => {
  const problems: string[] = []
  for (const trace of traces) {
    const found = await one(session).trace(trace.key)
    if (found === undefined) problems.push(`${trace.record} is not there`)
    for (const { name, stored } of found?.outputs ?? []) {
      if (stored === undefined) continue
      const bytes = await session.read(stored)
      if (expectedOutputs(trace.record).get(name)?.equals(bytes) !== true)
        problems.push(`${trace.record} has another ${name}`)
    }
  }
  return problems
}

const versions = readdirSync(released).flatMap((name) => /^(.*)\.tar\.gz$/.exec(name)?.[1] ?? [])

test('there is a store of each released version', () => {
  expect(versions).toContain('0.1')
})

describe.each(versions)('a store that version %s wrote', (version) => {
  test('is read whole, to the last field', async () => {
    const traces = unpack(version)
    const listed = await listExecutions(directory, { history: true })
    expect(listed.map(({ trace }) => trace).toReversed()).toEqual(traces)
    expect(listed.filter(({ superseded }) => superseded).map(({ trace }) => trace)).toEqual([traces[0]])
    const session = await fileStore(directory).open({ readOnly: true })
    expect(await wrongWith(session, traces.slice(1))).toEqual([])
    for (const { key, base, reports } of traces.slice(1)) {
      expect(await one(session).trace(key)).toEqual(
        traces.find((trace) => trace.key === key && trace !== traces[0]),
      )
      expect(await one(session).trace(key)).toMatchObject(
        (await one(session).head(key)) ?? { head: 'that is there' },
      )
      expect((await one(session).readSets(base)).map((set) => set.map(({ door }) => door))).toEqual([
        ['param', 'name', 'file', 'env'],
      ])
      if (reports !== undefined)
        expect(JSON.parse(Buffer.from(await session.read(reports)).toString())).toMatchObject([
          { name: 'rows' },
        ])
    }
    expect(await session.stood(['\nwork@e-3'])).toEqual([undefined])
    expect(await session.runs()).toEqual([])
    expect(await session.codeTexts?.([digestOf('work')])).toEqual(new Map())
    expect(await one(session).reading('/data.csv')).toEqual({
      digest: digestOf('csv'),
      signature: '10 1700000000 7',
    })
    await session.close()
  })

  test('is whole by its own checksums, and is written on', async () => {
    const traces = unpack(version)
    expect((await verifyStore(directory)).problems).toEqual([])
    const session = await fileStore(directory).open({ readOnly: false })
    await execute(session, 'new')
    await execute(session, 'e-3')
    expect(await session.codeTexts?.([digestOf('work')])).toEqual(
      new Map([[digestOf('work'), 'the text of work']]),
    )
    expect(await problemsOf(session, 'new')).toEqual([])
    expect(JSON.parse(readFileSync(join(directory, 'format.json'), 'utf8'))).toEqual({
      format: 'stagewright-store',
      version: 5,
    })
    expect((await session.stood(['\nwork@new'])).map((standing) => standing?.trace.record)).toEqual(['new'])
    expect(await wrongWith(session, traces.slice(1))).toEqual([])
    await session.close()
    expect((await verifyStore(directory)).problems).toEqual([])
  })

  test('is one of today as soon as garbage collection writes to it', async () => {
    unpack(version)
    await collectGarbage(directory)
    expect(JSON.parse(readFileSync(join(directory, 'format.json'), 'utf8'))).toMatchObject({ version: 5 })
  })

  test('is rebuilt from its folders when its index is lost', async () => {
    const traces = unpack(version)
    unlinkSync(join(directory, 'index-1.sqlite'))
    const session = await fileStore(directory).open({ readOnly: false })
    const large = traces
      .slice(1)
      .filter(({ outputs }) => outputs.some(({ stored }) => (stored?.size ?? 0) > 65_536))
    expect(large.length).toBeGreaterThan(1)
    expect(await wrongWith(session, large)).toEqual([])
    await session.close()
  })
})
