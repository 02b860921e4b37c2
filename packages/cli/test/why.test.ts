import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'

let project: Project
beforeAll(async () => {
  project = makeProject('digits', { javascript: true })
  await project.command(['run', 'experiment.js'])
  const helper = join(project.folder, 'scale.js')
  writeFileSync(helper, readFileSync(helper, 'utf8').replace('value * k', 'value + k'))
  await project.command(['run', 'experiment.js'])
  await project.command(['run', 'experiment.js', '--set', 'split=9'])
}, 120_000)
afterAll(() => project.remove())

test('why leads from an artifact to the helper that changed, past runs in which it stayed', async () => {
  const { code, stdout } = await project.command(['why', 'table'])
  expect(code).toBe(0)
  expect(withoutTimes(stdout))
    .toBe(`table@all  [{k: 1, value: 3}, {k: 3, value: 9}, {k: 5, value: 15}] → [{k: 1, value: 4}, {k: 3, value: 6}, {k: 5, value: 8}]
between <run> (<date>)
and     <run> (<date>)
  compare@all  input 'model' changed (fit@k1, fit@k3, fit@k5)
  fit@k1       code changed: helper scale
  fit@k3       code changed: helper scale
  fit@k5       code changed: helper scale
First cause:
  code changed: helper scale  (fit@k1, fit@k3, fit@k5)
    helper scale
      -(value, k) => value * k
      +(value, k) => value + k
`)
})

test('diff and explain show the helper before and after, once for all steps, and in JSON for each', async () => {
  const lines = ['-(value, k) => value * k', '+(value, k) => value + k']
  const code = [{ part: 'helper scale', lines }]
  const diff = await project.command(['diff', 'latest~2', 'latest~1'])
  expect(diff.stdout).toContain(`fit@k1  code changed: helper scale
    helper scale
      ${lines.join('\n      ')}
  - model`)
  expect(diff.stdout.split('helper scale\n      -')).toHaveLength(2)
  const json = await project.command(['diff', 'latest~2', 'latest~1', '--json'])
  expect(checker('diff')(json.stdout)).toMatchObject({
    differences: [
      { stage: 'fit', record: 'k1', code },
      { stage: 'fit', record: 'k3', code },
      { stage: 'fit', record: 'k5', code },
      { stage: 'compare', code: [] },
    ],
  })
  const helper = join(project.folder, 'scale.js')
  const text = readFileSync(helper, 'utf8')
  writeFileSync(helper, text.replace('value + k', '(value /* the value */\n  - k)'))
  const explained = await project.command(['explain', 'fit', 'experiment.js', '--set', 'split=9'])
  const explainedJson = await project.command([
    'explain',
    'fit@k1',
    'experiment.js',
    '--set',
    'split=9',
    '--json',
  ])
  writeFileSync(helper, text)
  expect(explained.stdout).toContain(`  because  code changed: helper scale
           helper scale
             -(value, k) => value + k
             +(value, k) => value - k
`)
  expect(explained.stdout.split('+(value')).toHaveLength(2)
  expect(checker('explain')(explainedJson.stdout)).toMatchObject({
    steps: [
      { code: [{ part: 'helper scale', lines: ['-(value, k) => value + k', '+(value, k) => value - k'] }] },
    ],
  })
})

test('where no code is stored, the helper is named, and why there is no more', async () => {
  const run = ['run', 'experiment.js', '--store', 'bare', '--no-keep-code']
  await project.command(run)
  const helper = join(project.folder, 'scale.js')
  const text = readFileSync(helper, 'utf8')
  writeFileSync(helper, text.replace('value + k', 'value - k'))
  await project.command(run)
  writeFileSync(helper, text)
  const { stdout } = await project.command(['why', 'table', '--store', 'bare'])
  expect(stdout).toContain('\n    helper scale  (its text is not stored)\n')
})

test('why compares the runs that are named, and prints JSON that its schema describes', async () => {
  const { stdout } = await project.command(['why', 'train@k3', 'latest~1', '--json'])
  expect(checker('why')(stdout)).toMatchObject({
    changes: [
      {
        artifact: { step: 'load@k3', output: 'train', before: '[4, 8, 12]', after: '[9, 18, 27]' },
        firstCauses: [
          { step: 'load@k3', cause: { type: 'read', what: 'parameter split', before: '4', after: '9' } },
        ],
      },
    ],
  })
  const same = await project.command(['why', 'table', 'latest~1', 'latest'])
  expect(same).toMatchObject({ code: 0, stdout: 'table is the same in both runs.\n' })
})

test('why of what no run has names the nearest, and a run that is not there is an error', async () => {
  const typo = await project.command(['why', 'tabel'])
  expect(typo).toMatchObject({ code: 2, stdout: '' })
  expect(typo.stderr).toContain("No run in .stagewright has an artifact 'tabel'. Did you mean 'table'?")
  expect((await project.command(['why', 'table', 'latest~9'])).code).toBe(2)
})
