import assert from 'node:assert/strict'
import { commitExample, digestOf, manyBytes } from './example-trace.ts'
import type { Check } from './fact.ts'
import { one } from './one.ts'

/** Names that a file system, a database or a careless object would trip over. */
const hostileNames: readonly string[] = [
  '',
  '.',
  '..',
  '../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\System32',
  'a/b',
  'a\\b',
  'con',
  'NUL.txt',
  'nul\u0000byte',
  'tab\tline\nreturn\r',
  '\u001b[31mred',
  '__proto__',
  'constructor',
  'toString',
  'trace',
  'trace.json',
  'Case',
  'case',
  'CASE',
  'caf\u00e9',
  'cafe\u0301',
  'emoji 🦖',
  'lone surrogate \ud800',
  '\u202egnp.exe',
  ' leading and trailing ',
  '...dots...',
  'quote \' and " and `',
  '%2e%2e%2f',
  'x'.repeat(10_000),
]

export const hostileFacts: Readonly<Record<string, Check>> = {
  'any text can name a stage, a record, an output, an input and a parameter': async (store) => {
    const session = await store.open({ readOnly: false })
    const traces = []
    for (const name of hostileNames) {
      const parts: Record<string, string> = Object.create(null) as Record<string, string>
      parts[name] = digestOf(name)
      const trace = await commitExample(
        session,
        [
          { name, content: `small ${name}`, extension: name },
          { name, content: { via: 'bytes', bytes: manyBytes(70_000, name.length + 1) }, extension: name },
        ],
        {
          stage: name,
          record: name,
          key: digestOf(`key ${name}`),
          parts,
          inputs: [{ name, record: 0, digest: digestOf(name) }],
          reads: [{ target: { door: 'param', record: 0, path: [name, name], aspect: 'value' }, saw: name }],
          params: name,
        },
      )
      traces.push(trace)
    }
    await session.close()
    const other = await store.open({ readOnly: true })
    for (const [at, name] of hostileNames.entries()) {
      const found = await one(other).trace(digestOf(`key ${name}`))
      assert.ok(found !== undefined, `the trace of ${JSON.stringify(name)} is there`)
      assert.deepEqual([found.stage, found.record, found.params], [name, name, name])
      assert.deepEqual(Object.entries(found.parts), [[name, digestOf(name)]])
      assert.deepEqual(found.reads, traces[at]?.reads)
      assert.deepEqual(
        (await one(other).latest(name, 5)).map(({ key }) => key),
        [found.key],
      )
      const [small, large] = found.outputs.map(({ stored }) => stored)
      assert.ok(small !== undefined && large !== undefined)
      assert.equal(Buffer.from(await other.read(small)).toString(), Buffer.from(`small ${name}`).toString())
      assert.ok(Buffer.from(manyBytes(70_000, name.length + 1)).equals(await other.read(large)))
    }
    await other.close()
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
    assert.deepEqual(Object.keys(Object.prototype), [])
  },
  "stage a's output b_c and stage a_b's output c are two artifacts": async (store) => {
    const session = await store.open({ readOnly: false })
    const kept = []
    for (const [stage, name] of [
      ['a', 'b_c'],
      ['a_b', 'c'],
      ['A', 'b_c'],
    ] as const) {
      const bytes = Buffer.from(`${stage} ${name}`.repeat(20_000))
      const trace = await commitExample(session, [{ name, content: { via: 'bytes', bytes } }], {
        stage,
        key: digestOf(stage),
      })
      kept.push({ bytes, stored: trace.outputs[0]?.stored })
    }
    assert.equal(new Set(kept.map(({ stored }) => stored?.location)).size, 3)
    for (const { bytes, stored } of kept)
      assert.ok(stored !== undefined && bytes.equals(await session.read(stored)))
    await session.close()
  },
}
