import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProject, type Project } from './support/project.ts'

jest.setTimeout(120_000)

describe('lists on the command line', () => {
  let project: Project
  beforeAll(async () => {
    project = makeProject('digits', { javascript: true })
    writeFileSync(
      join(project.folder, 'lists.mjs'),
      `import { each, experiment, json, list, pipeline, stage, text } from 'stagewright'
const split = stage({ outputs: ['words'], cachers: [list(text())] })(function split({ params }) {
  return { words: params.words }
})
const measure = stage({ inputs: ['word'], outputs: ['size', 'letters'], cachers: [json(), list(json())] })(function measure(_, { word }) {
  return { size: { length: word.length }, letters: word.split('') }
})
export default experiment({
  name: 'lists',
  params: { all: { words: ['to', 'be or'] } },
  build: (records) => records.map(pipeline(split, each({ over: 'words', as: 'word' })(measure))),
})
`,
    )
    const { code, stderr } = await project.command(['run', 'lists.mjs', '--quiet'])
    expect([code, stderr]).toEqual([0, ''])
  })
  afterAll(() => project.remove())

  it.each([
    ['words@all', ['"to"', '"be or"']],
    ['size@all', ['{"length":2}', '{"length":5}']],
    ['letters@all', ['["t","o"]', '["b","e"," ","o","r"]']],
  ])('show %s prints the items', async (selector, lines) => {
    const { code, stdout } = await project.command(['show', selector])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toEqual(lines)
  })

  it('show --json has them as its value', async () => {
    const { stdout } = await project.command(['show', 'letters@all', '--json'])
    const { artifacts } = JSON.parse(stdout) as { artifacts: readonly { value: unknown }[] }
    expect(artifacts.map(({ value }) => value)).toEqual([
      [
        ['t', 'o'],
        ['b', 'e', ' ', 'o', 'r'],
      ],
    ])
  })
})
