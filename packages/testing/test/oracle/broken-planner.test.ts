import { type Laboratory, runOracle } from '../../src/oracle/index.ts'
import {
  fileCheckSkipped,
  helperIgnored,
  inputDroppedFromKey,
  recordsConfused,
  reuseAfterOverwrite,
} from './defects.ts'

const defects: Readonly<Record<string, Laboratory>> = {
  'that drops an input from the key': inputDroppedFromKey,
  'that skips the file check': fileCheckSkipped,
  'that reuses what was there before an overwrite': reuseAfterOverwrite,
  'that ignores a helper': helperIgnored,
  'that confuses two records': recordsConfused,
}

test.each(Object.entries(defects))(
  'the oracle catches a planner %s, by a stale result',
  async (_, defect) => {
    const { counterexample } = await runOracle({
      cases: 1000,
      seed: 5,
      onlyValues: true,
      shrink: false,
      ...defect,
    })
    expect(counterexample?.type).toBe('stale')
  },
  120_000,
)
