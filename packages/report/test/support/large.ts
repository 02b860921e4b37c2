import type { RunDocument, StepDocument } from '@stagewright/report'

const digest = (text: string): string =>
  text
    .padEnd(64, '0')
    .slice(0, 64)
    .replace(/[^0-9a-f]/gu, '7')

/** A run of many steps: four stages over records, as a real one tells of them. */
export const chainOf = (count: number): RunDocument => {
  const stages = ['load', 'clean', 'fit', 'score']
  const code = digest('c0de')
  const steps = Array.from({ length: count }, (_, at): StepDocument => {
    const stage = stages[at % 4] ?? ''
    const record = `k=${Math.floor(at / 4)}`
    const before = at % 4 === 0 ? [] : [`${stages[(at % 4) - 1]}@${record}`]
    const ran = at % 3 !== 0
    return {
      id: `${stage}@${record}`,
      stage,
      record,
      decision: ran ? 'run' : 'reuse',
      reason: ran
        ? {
            type: 'changed',
            changes: [{ type: 'parameter', path: 'k', record, before: `${at}`, after: `${at + 1}` }],
          }
        : { type: 'unchanged', executedAt: 1_790_000_000_000, run: 'before' },
      explanation: ran
        ? `parameter 'k' changed from ${at} to ${at + 1}`
        : 'nothing changed since 2026-09-21 15:06',
      outcome: ran ? 'ran' : 'reused',
      dependsOn: before,
      ...(ran
        ? { startedAt: 1_790_000_100_000 + at, durationMs: 3 + (at % 50), memoryBytes: 90e6 + at }
        : {}),
      inputs: before.map(() => ({ name: 'rows', record: 0, digest: digest(`1${at - 1}`) })),
      outputs: [
        {
          name: stage === 'score' ? 'accuracy' : 'rows',
          digest: digest(`1${at}`),
          size: 1234 + at,
          format: 'json',
          location: `db:${4_194_304 + at}.json`,
          preview: `[{x: ${at}, label: 'seven'}, {x: ${at + 1}, label: 'nine'}, …`,
        },
      ],
      params: `{k: ${at}, rows: 400, split: 0.8}`,
      reads: [{ what: 'parameter k', saw: `${at}` }],
      code,
      madeBy: { run: ran ? 'this' : 'before', startedAt: 1_790_000_000_000, durationMs: 3 + (at % 50) },
    }
  })
  const counts = { ran: 0, reused: 0, skipped: 0, failed: 0, blocked: 0, waiting: 0, running: 0, left: 0 }
  for (const { outcome } of steps) counts[outcome]++
  return {
    format: 'stagewright-run',
    version: 1,
    run: 'this',
    status: 'finished',
    experiment: 'large',
    file: 'large.ts',
    store: '.stagewright',
    startedAt: 1_790_000_100_000,
    durationMs: 42_000,
    counts,
    peakMemoryBytes: 91e6,
    warnings: [],
    environment: { node: 'v20.20.0', platform: 'linux x64', cpus: 2, versions: { stagewright: '0.1.0' } },
    reproduce: ['stagewright run large.ts'],
    codes: { [code]: { fit: digest('f1'), distance: digest('d1') } },
    steps,
  }
}
