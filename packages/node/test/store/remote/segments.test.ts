import * as fc from 'fast-check'
import { exampleTrace } from '../../../../testing/src/store-conformance/example-trace.ts'
import { isNeutral, neutralLocation } from '../../../src/store/remote/neutral-location.ts'
import { isLater, parseSegment, segmentBytes } from '../../../src/store/remote/segment.ts'

const checksum = 'ab'.repeat(32)
const stored = { checksum, size: 3, format: 'json', location: '' }
const location = neutralLocation(
  { ...stored, location: 'db:5.json' },
  { stage: 's', record: 'r', name: 'n' },
)!
const trace = exampleTrace({
  outputs: [{ name: 'n', digest: checksum, stored: { ...stored, location } }],
})
const segmentOf = (crafted: unknown): Buffer =>
  segmentBytes({
    members: [],
    executions: [{ trace: crafted as typeof trace, artifacts: new Map([[checksum, { kind: 'own' }]]) }],
    places: new Map(),
  })

test('a segment comes back as it was written', () => {
  expect(parseSegment(segmentOf(trace))).toEqual({
    members: [],
    executions: [{ trace, artifacts: new Map([[checksum, { kind: 'own' }]]) }],
    places: new Map(),
  })
})

test('a segment of which any bit is another is no segment, or the same one', () => {
  const bytes = segmentOf(trace)
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3]! ^= 1 << (bit & 7)
      const parsed = parseSegment(damaged)
      if (parsed !== undefined) expect(parsed.executions).toEqual(parseSegment(bytes)?.executions)
    }),
    { numRuns: 300 },
  )
})

test('whatever stands in the place of a part of an execution, nothing is thrown and no location leads elsewhere', () => {
  const parts = fc.constantFrom(...Object.keys(trace))
  fc.assert(
    fc.property(parts, fc.jsonValue(), (part, value) => {
      for (const { trace: found } of parseSegment(segmentOf({ ...trace, [part]: value }))?.executions ?? [])
        for (const output of found.outputs) if (output.stored) expect(isNeutral(output.stored)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['another row', 'db:5.json'],
  [
    'another content',
    neutralLocation(
      { ...stored, checksum: 'cd'.repeat(32), location: 'db:5.json' },
      { stage: 's', record: 'r', name: 'n' },
    )!,
  ],
  ['a folder of this machine', 'file:s/r-abababab-12345678/n.json'],
  ['outside of the store', 'file:../../../etc/passwd'],
])('an execution whose artifact is said to be in %s is left out', (_, elsewhere) => {
  const crafted = {
    ...trace,
    outputs: [{ name: 'n', digest: checksum, stored: { ...stored, location: elsewhere } }],
  }
  expect(parseSegment(segmentOf(crafted))?.executions).toEqual([])
})

test('of any two executions with one key the same one is the later, whoever asks', () => {
  const moments = fc.record({ startedAt: fc.nat(2), run: fc.constantFrom('a', 'b'), at: fc.nat(1) })
  fc.assert(
    fc.property(moments, moments, (one, other) => {
      const [first, second] = [one, other].map(({ startedAt, run, at }) =>
        exampleTrace({ startedAt, run, ...(at > 0 && { accepted: { at, changes: '' } }) }),
      )
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      expect([isLater(first!, second!), isLater(second!, first!)].filter(Boolean)).toHaveLength(
        isSame ? 0 : 1,
      )
    }),
  )
})
