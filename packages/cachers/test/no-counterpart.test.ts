import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileReference } from '../src/index.ts'
import { fileStore, json, list } from 'stagewright'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import * as untyped from '../../core/test/support/untyped.ts'
import { thrownBy, workbench } from '../../core/test/support/workbench.ts'

// What the parent has and this library has not: what happens to those who try, and what the docs have them write instead.

const fit = untyped.stage({ name: 'fit', outputs: ['x'], cachers: [json()], version: 1 })(({ params }) => ({
  x: params.k,
}))
const compare = untyped.aggregate({
  name: 'compare',
  inputs: ['x'],
  outputs: ['sum'],
  cachers: [json()],
  version: 1,
})((_, records) => ({ sum: records.length }))
const double = untyped.stage({
  name: 'double',
  inputs: ['sum'],
  outputs: ['twice'],
  cachers: [json()],
  version: 1,
})((_, { sum }) => ({ twice: 2 * sum }))

test('an input that is given by hand is refused', () => {
  expect(thrownBy(() => (double as any)(untyped.record({}), { sum: 1 })).message).toContain(
    "Stage 'double' takes a record alone.",
  )
})

test.each([0, 1])(
  'a pipeline with an aggregate is refused, and the way to write it runs: number %s',
  async (at) => {
    const members = [compare, double].slice(0, 2 - at)
    const error = thrownBy(() => (untyped.pipeline as any)(...(at === 0 ? members : [fit, ...members])))
    expect(error.message).toContain(`number ${at + 1}, 'compare', is an aggregate`)
    const target = double(
      compare(untyped.record({}), [fit(untyped.record({ k: 1 })), fit(untyped.record({ k: 2 }))]),
    )
    expect(await (await workbench().run(target)).value(target, 'twice')).toBe(4)
  },
)

test('an aggregate without parameters and records is cached', async () => {
  const bench = workbench()
  const target = () => compare(untyped.record({}), [])
  await bench.run(target())
  expect((await bench.run(target())).counts).toMatchObject({ ran: 0, reused: 1 })
})

test('a cacher saves and loads by itself', async () => {
  expect(await json().load(await json().save({ a: 1 }))).toEqual({ a: 1 })
})

test('a list of references to files counts by what is in them', async () => {
  const folder = temporaryFolder()
  const paths = ['a', 'b'].map((name) => join(folder, name))
  for (const path of paths) writeFileSync(path, path)
  const bench = workbench(fileStore(join(folder, 'store')))
  const find = untyped.stage({
    name: 'find',
    outputs: ['files'],
    cachers: [list(fileReference())],
    version: 1,
  })(() => ({
    files: paths,
  }))
  const read = untyped.stage({
    name: 'read',
    inputs: ['files'],
    outputs: ['n'],
    cachers: [json()],
    version: 1,
  })(async (_, { files }) => {
    const found: string[] = []
    for await (const file of files) found.push(file)
    return { n: found }
  })
  const target = () => read(find(untyped.record({})))
  const ran = target()
  expect(await (await bench.run(ran)).value(ran, 'n')).toEqual(paths)
  expect((await bench.run(target())).counts).toMatchObject({ ran: 0 })
})
