import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore } from '@stagewright/core'
import { distant } from '../../../core/test/support/distant-store.ts'
import { runOracle } from '../../src/oracle/index.ts'
import { collecting } from './defects.ts'

describe('whatever is edited, a run gives what a clean run gives, and executes only what is needed', () => {
  test('in 480 cases with a store in memory', async () => {
    const { cases, counterexample } = await runOracle({ cases: 480, seed: 20_240 })
    expect(counterexample).toBeUndefined()
    expect(cases).toBe(480)
  }, 600_000)

  test('in 60 cases with a store that is elsewhere', async () => {
    const makeStore = () => distant(memoryStore())
    const { cases, counterexample } = await runOracle({ cases: 60, seed: 11, makeStore })
    expect(counterexample).toBeUndefined()
    expect(cases).toBe(60)
  }, 600_000)

  test('in 24 cases with a store in files, whose garbage is collected', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stagewright-oracle-'))
    try {
      const { cases, counterexample } = await runOracle({ cases: 24, seed: 7, ...collecting(folder) })
      expect(counterexample).toBeUndefined()
      expect(cases).toBe(24)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 600_000)
})
