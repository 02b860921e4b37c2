import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { failureOf, workbench } from '../support/workbench.ts'

const calls: string[] = []
const make = untyped.stage({ name: 'make', outputs: ['x'], cachers: [json()], version: 1 })(() => {
  calls.push('make')
  return { x: 1 }
})
const target = () => make(untyped.record({}, { name: 'r' }))
beforeEach(() => void calls.splice(0))

test('a folder that is not there is made by a run, and not by a plan', async () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'store')
  const bench = workbench(fileStore(folder))
  expect((await bench.plan(target())).counts.run).toBe(1)
  expect(() => readFileSync(join(folder, 'format.json'))).toThrow('ENOENT')
  await bench.run(target())
  expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8'))).toMatchObject({ version: 5 })
})

test('a store that was deleted between two runs is made anew', async () => {
  const folder = join(temporaryFolder(), 'store')
  const bench = workbench(fileStore(folder))
  await bench.run(target())
  rmSync(folder, { recursive: true })
  expect((await bench.run(target())).called).toEqual(['make'])
  expect((await bench.run(target())).called).toEqual([])
})

describe.each(['plan', 'run'] as const)('%s refuses with a StoreError, before anything runs:', (action) => {
  const refusal = async (folder: string): Promise<Error> => {
    const error = await failureOf(workbench(fileStore(folder))[action](target()))
    expect(error).toMatchObject({ _tag: 'StoreError', name: 'StoreError' })
    expect(error.message).toContain(folder)
    expect(calls).toEqual([])
    return error
  }

  test('a store of a later format, which is not rewritten', async () => {
    const folder = temporaryFolder()
    const format = '{"format":"stagewright-store","version":99}'
    writeFileSync(join(folder, 'format.json'), format)
    expect((await refusal(folder)).message).toContain('later version')
    expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe(format)
  })

  test('a file in the place of the folder', async () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, 'not a folder')
    await refusal(path)
    expect(readFileSync(path, 'utf8')).toBe('not a folder')
  })

  test('a folder that holds something else', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'thesis.txt'), 'mine')
    expect((await refusal(folder)).message).toContain('is not a store')
  })

  test('a damaged format file', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'format.json'), '{"format":')
    expect((await refusal(folder)).message).toContain('format.json is damaged')
  })

  test('a folder that may not be read', async () => {
    const folder = join(temporaryFolder(), 'closed')
    mkdirSync(folder, { mode: 0o000 })
    // Root may read anything, so that it is somebody else for as long as this takes.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      await refusal(folder)
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(folder, 0o700)
    }
  })
})

test('a store whose opening fails fails the run with what it threw', async () => {
  const broken = { name: 'broken', open: () => Promise.reject(new Error('cable unplugged')) }
  expect((await failureOf(workbench(broken).run(target()))).message).toContain('cable unplugged')
})

test('when a save fails, the run fails and nothing of it is kept', async () => {
  const bench = workbench()
  const store = {
    name: 'full',
    open: async (mode: { readOnly: boolean }) => {
      const session = await bench.store.open(mode)
      return {
        ...session,
        draft: (info: Parameters<typeof session.draft>[0]) => ({
          ...session.draft(info),
          commit: () => Promise.reject(new Error('disk full')),
        }),
      }
    },
  }
  expect((await failureOf(workbench(store).run(target()))).message).toContain('disk full')
  expect((await bench.run(target())).called).toEqual(['make'])
})
