import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
  it('export makes a folder of a list, with a file for each item', async () => {
    const { code } = await project.command(['export', 'words@all', 'letters@all', '--to', 'exported'])
    expect(code).toBe(0)
    const read = (file: string) => readFileSync(join(project.folder, 'exported', file), 'utf8')
    expect(read('words@all/1.txt')).toBe('be or')
    expect(['0', '1', '2', '3', '4'].map((at) => read(`letters@all/1/${at}.json`)).join('')).toBe(
      '"b""e"" ""o""r"',
    )
  })

  it('a whole run with lists that was exported is whole elsewhere, and runs nothing again', async () => {
    const { code } = await project.command(['export', '--run', 'lists.mjs', '--to', 'elsewhere'])
    expect(code).toBe(0)
    const elsewhere = join(project.folder, 'elsewhere')
    symlinkSync(join(project.folder, 'node_modules'), join(elsewhere, 'node_modules'))
    rmSync(join(project.folder, '.stagewright'), { recursive: true })
    const verified = await project.command(['verify'], {}, elsewhere)
    expect([verified.code, verified.stderr]).toEqual([0, ''])
    const again = await project.command(['plan', 'lists.mjs', '--json'], {}, elsewhere)
    const { counts } = JSON.parse(again.stdout) as { counts: { run: number; maybe: number } }
    expect(counts).toMatchObject({ run: 0, maybe: 0 })
    const shown = await project.command(['show', 'letters@all', 'words@all'], {}, elsewhere)
    expect(shown.stdout).toContain('["b","e"," ","o","r"]')
  })
})
