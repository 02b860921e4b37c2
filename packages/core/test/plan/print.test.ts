import { printPlan } from '../../src/plan/print.ts'
import type { PlanStep } from '../../src/plan/plan-data.ts'

const step = (stage: string, record: string): PlanStep => ({
  id: `${stage}@${record}`,
  stage,
  record,
  decision: 'run',
  reason: { type: 'first-run' },
  explanation: 'first run',
  inputs: [],
  outputs: ['x'],
  dependsOn: [],
  after: [],
})

const print = (...steps: readonly PlanStep[]): string =>
  printPlan({ steps, warnings: [], counts: { run: steps.length, maybe: 0, reuse: 0, skip: 0 } })

describe('a printed plan', () => {
  test('keeps its columns straight with names of wide characters and of marks that join others', () => {
    expect(
      print(step('読み込み', 'é́'), step('fit', '👩‍🔬'), step('score', 'plain')).split('\n').slice(0, 3),
    ).toEqual([
      '● run  読み込み  é́      first run',
      '● run  fit       👩‍🔬     first run',
      '● run  score     plain  first run',
    ])
  })

  test('says of many steps of one stage that they may share what one of them makes', () => {
    const many = Array.from({ length: 4 }, (_, k) => step('load', `k${k}`))
    expect(print(...many).split('\n')).toEqual([
      '● run  load  4 records  first run',
      '',
      '4 steps: 4 to run; fewer run where steps of one stage read the same: they share one result',
    ])
    expect(
      print(...many.slice(1))
        .split('\n')
        .at(-1),
    ).toBe('3 steps: 3 to run')
    const forced = many.map((each) => ({ ...each, reason: { type: 'overwrite' } as const }))
    expect(
      print(...forced)
        .split('\n')
        .at(-1),
    ).toBe('4 steps: 4 to run')
  })

  test('cuts a name by what is seen of it', () => {
    const [line = ''] = print(step('👩‍🔬'.repeat(40), 'a')).split('\n')
    expect(line).toBe(`● run  ${'👩‍🔬'.repeat(23)}…  a  first run`)
  })
})
