import { fileStore, json, memoryStore } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import * as untyped from '../support/untyped.ts'
import { workbench } from '../support/workbench.ts'

const names: readonly (readonly [string, string])[] = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'prototype',
  'then',
  'toJSON',
  'length',
  '0',
  '-1',
  '.',
  '..',
  '../../etc/passwd',
  '/',
  'a/b\\c',
  'CON',
  'nul.txt',
  ' ',
  'new\nline',
  'tab\t',
  'nul\0byte',
  '👩‍🔬',
  'é',
  '‮right to left',
  '%s%d',
  '*',
  'a+',
  '+a',
  'a@b',
  "';drop table executions;--",
  '<script>alert(1)</script>',
  '"quoted"',
  '${dollar}',
  'x'.repeat(10_000),
].map(
  (name) =>
    [name.length > 30 ? `${name.slice(0, 20)}… (${name.length})` : JSON.stringify(name), name] as const,
)

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([])
})

describe.each([
  ['in memory', () => memoryStore()],
  ['in files', () => fileStore(temporaryFolder())],
])('%s, stages, artifacts, records and parameters may be called', (kind, makeStore) => {
  const filler = kind === 'in files' ? 'x'.repeat(70_000) : 'x'

  test.each(names)('%s', async (_, name) => {
    const bench = workbench(makeStore())
    const own = (value: unknown) => Object.defineProperty({}, name, { value, enumerable: true })
    const make = untyped.stage({ name, outputs: [name], cachers: [json()], version: 1 })(({ params }) =>
      own([params[name], filler]),
    )
    const use = untyped.stage({
      name: `use ${name}`,
      inputs: [name],
      outputs: ['used'],
      cachers: [json()],
      version: 1,
    })((__, inputs) => ({ used: inputs[name][0] }))
    const all = untyped.aggregate({
      name: `all ${name}`,
      inputs: [name],
      outputs: ['all'],
      cachers: [json()],
      version: 1,
    })((__, records, inputs) => ({ all: [records[0].params[name], inputs[name].get(records[0])[0]] }))
    const targetsOf = (k: number) => {
      const base = make(untyped.record(own(k), { name }))
      return [use(base), all(untyped.record({}, { name: 'table' }), [base])]
    }
    const targets = targetsOf(1)
    const cold = await bench.run(targets)
    expect(cold.called.toSorted()).toEqual([name, `use ${name}`, `all ${name}`].toSorted())
    const warm = await bench.run(targets)
    expect(warm.called).toEqual([])
    expect(await warm.value(targets[0]!, 'used')).toBe(1)
    expect(await warm.value(targets[0]!, name)).toEqual([1, filler])
    expect(await warm.value(targets[1]!, 'all')).toEqual([1, 1])
    expect(warm.steps[0]).toMatchObject({ stage: name, record: name, id: `${name}@${name}` })
    const changed = await bench.run(targetsOf(2))
    expect(changed.called).toHaveLength(3)
    const forced = await bench.run(targets, { overwrite: [name] })
    expect(forced.called).toContain(name)
    const planned = await bench.plan(targets)
    for (const text of [planned.toString(), planned.toDot(), planned.toMermaid(), JSON.stringify(planned)])
      expect(text.length).toBeGreaterThan(10)
  })
})

test('a record may have an empty name, and a parameter too', async () => {
  const bench = workbench()
  const read = untyped.stage({ name: 'read', outputs: ['x'], cachers: [json()], version: 1 })(
    ({ params }) => ({
      x: params[''],
    }),
  )
  const targetOf = (value: number) => read(untyped.record({ '': value }, { name: '' }))
  await bench.run(targetOf(1))
  expect((await bench.run(targetOf(1))).called).toEqual([])
  const target = targetOf(2)
  const told = await bench.run(target)
  expect(told.called).toEqual(['read'])
  expect(await told.value(target, 'x')).toBe(2)
})
