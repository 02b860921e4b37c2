import type { Plan, PlanStep, RunEvent, Trace } from '@stagewright/core'
import { drawBoard } from '../src/progress/board.ts'
import { makeTally, type Tally } from '../src/progress/tally.ts'

const step = (
  stage: string,
  record: string,
  decision: PlanStep['decision'],
  dependsOn: readonly string[] = [],
): PlanStep => ({
  id: `${stage}@${record}`,
  stage,
  record,
  decision,
  reason: { type: 'first-run' },
  explanation: 'first run',
  inputs: [],
  outputs: ['x'],
  dependsOn,
  after: [],
})

const begin = (steps: readonly PlanStep[]): Tally => {
  const tally = makeTally()
  // Of a plan, only its steps are looked at.
  const plan = { steps, warnings: [], counts: { run: 0, maybe: 0, reuse: 0, skip: 0 } } as unknown as Plan
  tally.note({ type: 'run-started', run: 'r', at: 0, plan, traceOf: () => undefined })
  return tally
}

const started = (id: string, at: number): RunEvent => {
  const [stage = '', record = ''] = id.split('@')
  return { type: 'step-started', at, step: id, stage, record }
}
const ran = (id: string, at: number): RunEvent => {
  const [stage = '', record = ''] = id.split('@')
  // The trace is not looked at.
  const trace = {} as Trace
  return { type: 'step-finished', at, step: id, stage, record, outcome: 'ran', durationMs: 100, trace }
}

const draw = (tally: Tally, now: number, columns = 80, rows = 24): readonly string[] =>
  drawBoard(tally, { name: 'demo', now, columns, rows, paint: (_, text) => text })

describe('the live view', () => {
  test('has a line for each stage, one for each step that runs, and one for the whole', () => {
    const tally = begin([
      step('load', 'a', 'reuse'),
      step('fit', 'a', 'run', ['load@a']),
      step('fit', 'b', 'run'),
      step('score', 'a', 'maybe', ['fit@a']),
    ])
    tally.note(started('fit@a', 1000))
    tally.note(ran('fit@a', 2000))
    tally.note(started('fit@b', 2000))
    tally.note({
      type: 'step-progress',
      at: 2500,
      step: 'fit@b',
      stage: 'fit',
      record: 'b',
      done: 3,
      total: 10,
    })
    expect(draw(tally, 3500)).toEqual([
      '✓ load   1 reused',
      '● fit    1 done · 1 to run             2.5s',
      '○ score  1 to run if an input changes',
      '    fit@b  3 of 10  1.5s',
      'demo  ━━━━━━━━━━──────────  2 of 4 steps · 3.5s',
    ])
  })

  test('the only step of a stage is told in the line of the stage', () => {
    const tally = begin([step('load', 'a', 'run'), step('fit', 'a', 'run', ['load@a'])])
    tally.note(started('load@a', 0))
    const progress = { at: 100, step: 'load@a', stage: 'load', record: 'a', done: 425, total: 1000 }
    tally.note({ type: 'step-progress', ...progress })
    expect(draw(tally, 500)).toEqual([
      '● load  425 of 1,000  0.5s',
      '○ fit   1 to run',
      'demo  ────────────────────  0 of 2 steps · 0.5s',
    ])
  })

  test('a pause is told, for another process may be working on the next step', () => {
    const tally = begin([step('load', 'a', 'run'), step('fit', 'a', 'run')])
    tally.note(started('load@a', 0))
    expect(draw(tally, 9000).at(-1)).toContain('0 of 2 steps')
    tally.note(ran('load@a', 9000))
    expect(draw(tally, 9500).at(-1)).toContain('1 of 2 steps')
    expect(draw(tally, 11_000).at(-1)).toContain('another process may be working on the next step')
    tally.note(started('fit@a', 11_000))
    expect(draw(tally, 20_000).at(-1)).toContain('1 of 2 steps')
    tally.note(ran('fit@a', 20_000))
    expect(draw(tally, 30_000).at(-1)).toContain('2 of 2 steps')
  })

  test('that the run ends early has a line of its own, which fits into a narrow terminal', () => {
    const tally = begin([step('load', 'a', 'run')])
    const closing = 'finishing the running step; press Ctrl-C again to abort'
    const lines = drawBoard(tally, {
      name: 'demo',
      now: 0,
      columns: 60,
      rows: 24,
      paint: (_, text) => text,
      leftMs: 1000,
      closing,
    })
    expect(lines.slice(-2)).toEqual(['demo  0 of 1 step · 0.0s', `■ ${closing}`])
  })

  test('names of wide characters keep the columns straight', () => {
    const tally = begin([step('読み込み', 'a', 'run'), step('fit', 'a', 'run')])
    expect(draw(tally, 0).slice(0, 2)).toEqual(['○ 読み込み  1 to run', '○ fit       1 to run'])
  })

  test('a step that another record ran for counts as reused once something that needs it begins', () => {
    const tally = begin([
      step('load', 'a', 'run'),
      step('load', 'b', 'run'),
      step('fit', 'b', 'run', ['load@b']),
    ])
    tally.note(started('load@a', 0))
    tally.note(ran('load@a', 100))
    tally.note(started('fit@b', 100))
    expect(draw(tally, 200)[0]).toBe('✓ load  1 done · 1 reused  0.1s')
  })

  test('fits into the terminal with 500 stages of 100 steps', () => {
    const steps = Array.from({ length: 50_000 }, (_, n) => step(`stage${n % 500}`, `r${n}`, 'run'))
    const tally = begin(steps)
    for (const { id } of steps.slice(0, 40)) tally.note(started(id, 1))
    const lines = draw(tally, 1000, 60, 20)
    expect(lines.length).toBeLessThan(20)
    expect(lines.every((line) => line.length < 60)).toBe(true)
    expect(lines.at(-1)).toBe('demo  0 of 50,000 steps · 1.0s')
    expect(lines).toContain('    and 32 more running')
  })

  test('keeps to a terminal of few lines', () => {
    const tally = begin([step('a', 'r', 'run'), step('b', 'r', 'run'), step('c', 'r', 'run')])
    tally.note(started('a@r', 0))
    expect(draw(tally, 100, 40, 3)).toHaveLength(2)
  })

  test('a name with a line break or an escape does not tear it', () => {
    const tally = begin([step('one\n\u001B[2Jtwo', 'r', 'run')])
    expect(draw(tally, 0)[0]).toBe('○ one \\u001b[2Jtwo  1 to run')
  })
})
