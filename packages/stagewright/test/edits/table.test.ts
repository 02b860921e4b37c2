import { toolchains } from '../../../node/test/support/toolchains.ts'
import { code } from './code.ts'
import { steps } from './edit.ts'
import { keeping } from './keeping.ts'
import { type Answer, openLaboratory } from './laboratory.ts'
import { expectRun } from './laws.ts'
import { looks } from './looks.ts'
import { parameters } from './parameters.ts'
import { requests } from './requests.ts'
import { surroundings } from './surroundings.ts'

const groups = { looks, code, parameters, surroundings, keeping, requests }
const edits = Object.values(groups).flat()
const laboratory = openLaboratory()
let answers: ReadonlyMap<unknown, readonly Answer[]>

beforeAll(async () => {
  const esbuild = toolchains.find(({ name }) => name === 'esbuild, ESM')
  if (esbuild === undefined) throw new Error('There is no such toolchain.')
  answers = await laboratory.carryOut(esbuild, edits, 'when files have settled')
}, 240_000)
afterAll(() => laboratory.close())

test('the first run executes every step once, whatever the project', () => {
  for (const edit of edits) expectRun(answers.get(edit)?.[0], { runs: steps.all })
})

describe.each(Object.entries(groups))('%s:', (_, group) => {
  test.each(group.map((edit) => [edit.what, edit] as const))('%s', (_what, edit) => {
    for (const [index, round] of edit.rounds.entries()) expectRun(answers.get(edit)?.[index + 1], round)
  })
})

describe('a reason as data names', () => {
  test.each([
    [
      'the path of a parameter, and its old and new value',
      'a nested parameter that a stage reads',
      'fit@k3',
      { type: 'parameter', path: 'model.depth', record: 'k3', before: '2', after: '7' },
    ],
    [
      'the helper that changed',
      'the body of a helper of a helper',
      'clean@shared',
      {
        type: 'code',
        changed: ['helper square'],
        added: [],
        removed: [],
        before: { 'helper square': expect.stringMatching(/^[0-9a-f]{64}$/) },
        after: { 'helper square': expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ],
    ['the file', 'an edited file', 'load@shared', { type: 'file', path: 'data/points.csv' }],
    ['the variable', 'a variable that is set', 'score@k1', { type: 'environment', name: 'SCORE_MODE' }],
    ['the records', 'a new record', 'compare@all', { type: 'records', before: 2, after: 3 }],
  ])('%s', (_, what, id, change) => {
    const edit = edits.find((each) => each.what === what)
    const step = answers.get(edit)?.[1]?.steps.find((each) => each.id === id)
    expect(step?.reason).toEqual({ type: 'changed', changes: [change] })
  })
})
