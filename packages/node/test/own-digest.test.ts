import { portableFingerprinter, record } from '@stagewright/core'
import { nodeEngine } from '../src/engine.ts'

const texts = ['', 'a', 'é 中 😀', '\ud800 half', 'x'.repeat(100_000), '\0\t\n']

test('Node’s own SHA-256 gives records the names, and texts the digests, that plain JavaScript gives', () => {
  const { digest } = portableFingerprinter()
  const all = (): readonly string[] => [
    ...texts.map((text) => digest(text)),
    ...texts.map((text) => record({ text }).name),
  ]
  const before = all()
  nodeEngine()
  expect(all()).toEqual(before)
})
