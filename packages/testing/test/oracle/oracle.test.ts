import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore } from '@stagewright/core'
import { distant } from '../../../core/test/support/distant-store.ts'
import { runOracle } from '../../src/oracle/index.ts'
import { collecting } from './defects.ts'

describe('whatever is edited, a run gives what a clean run gives, and executes only what is needed', () => {
  test('in 960 cases with a store in memory', async () => {
    const { cases, counterexample } = await runOracle({ cases: 960, seed: 20_240 })
    expect(counterexample).toBeUndefined()
    expect(cases).toBe(960)
  }, 600_000)

  test('in 120 cases with a store that is elsewhere', async () => {
    const makeStore = () => distant(memoryStore())
    const { cases, counterexample } = await runOracle({ cases: 120, seed: 11, makeStore })
    expect(counterexample).toBeUndefined()
    expect(cases).toBe(120)
  }, 600_000)

  test('in 40 cases with a store in files, whose garbage is collected', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stagewright-oracle-'))
    try {
      const { cases, counterexample } = await runOracle({ cases: 40, seed: 7, ...collecting(folder) })
      expect(counterexample).toBeUndefined()
      expect(cases).toBe(40)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 600_000)
})
