import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Laboratory, runOracle } from '../../src/oracle/index.ts'
import {
  acceptedForNobody,
  anythingAccepted,
  blockedTakenForSkipped,
  collecting,
  everythingRefused,
  everythingTaken,
  fileCheckSkipped,
  guardsNotWaitedFor,
  helperIgnored,
  inputDroppedFromKey,
  neighboursCompared,
  onlyWhatIsPlanned,
  reasonsAsPlanned,
  recordsConfused,
  recordsConfusedInSummaries,
  reuseAfterOverwrite,
  summaryOutlivesItsStore,
} from './defects.ts'

/** Each with a seed that finds it soon. */
const defects: Readonly<Record<string, readonly [Laboratory, number]>> = {
  'that drops an input from the key': [inputDroppedFromKey, 8],
  'that skips the file check': [fileCheckSkipped, 8],
  'that reuses what was there before an overwrite': [reuseAfterOverwrite, 5],
  'that ignores a helper': [helperIgnored, 5],
  'that confuses two records': [recordsConfused, 5],
  'that confuses two records in its summary': [recordsConfusedInSummaries, 5],
  'that goes by a summary of what the store was': [summaryOutlivesItsStore, 5],
  'that accepts what another record made': [anythingAccepted, 5],
}

test.each(Object.entries(defects))(
  'the oracle catches a planner %s, by a stale result',
  async (_, [defect, seed]) => {
    const { counterexample } = await runOracle({
      cases: 1000,
      seed,
      onlyValues: true,
      shrink: false,
      ...defect,
    })
    expect(counterexample?.type).toBe('stale')
  },
  120_000,
)

const others: Readonly<Record<string, readonly [Laboratory, string]>> = {
  'that compares a step with its neighbours': [neighboursCompared, 'reason'],
  'whose results give the reasons of the plan': [reasonsAsPlanned, 'reason'],
  'that takes what is blocked for skipped': [blockedTakenForSkipped, 'order'],
  'that does not wait for a step without outputs': [guardsNotWaitedFor, 'order'],
  'that does not note what it accepts': [acceptedForNobody, 'reason'],
  'that refuses what nothing but code sets apart': [everythingRefused, 'accept'],
}

test.each(Object.entries(others))(
  'the oracle catches a planner %s',
  async (_, [defect, type]) => {
    const { counterexample } = await runOracle({ cases: 1000, seed: 5, shrink: false, ...defect })
    expect(counterexample?.type).toBe(type)
  },
  120_000,
)

test.each([
  ['what early cutoff could find', onlyWhatIsPlanned],
  ['what a plan reuses', everythingTaken],
])(
  'the oracle catches garbage collection that takes %s',
  async (_, change) => {
    const folder = mkdtempSync(join(tmpdir(), 'stagewright-garbage-'))
    try {
      const laboratory = collecting(folder, change)
      const { counterexample } = await runOracle({ cases: 500, seed: 5, shrink: false, ...laboratory })
      expect(counterexample?.type).toBe('lost')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  600_000,
)
