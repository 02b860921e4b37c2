import { createHash, randomBytes } from 'node:crypto'
import { sha256 } from '../../src/fingerprint/sha256.ts'

const byNode = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

it('is the SHA-256 that Node computes, for contents of every length up to ten blocks, and for large ones', () => {
  for (let length = 0; length <= 640; length++) {
    const content = randomBytes(length)
    expect(sha256(content)).toBe(byNode(content))
  }
  const large = randomBytes(3_000_001)
  expect(sha256(large)).toBe(byNode(large))
  expect(sha256(large.subarray(7, 100_000))).toBe(byNode(large.subarray(7, 100_000)))
})
