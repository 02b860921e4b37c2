import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '@stagewright/core'
import { describeError } from '../src/errors/describe-error.ts'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'
import { inTerminal } from './support/terminal.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

const program = (body: string): string => `
import { setTimeout as sleep } from 'node:timers/promises'
import { experiment, json, stage } from 'stagewright'
const first = stage({ outputs: ['x'], cachers: [json()] })(function first() { return { x: 1 } })
const second = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(async function second() {
  ${body}
  return { y: 1 }
})
export default experiment({ name: 'stray', params: { only: {} }, build: (rs) => rs.map((r) => second(first(r))) })
`

describe('a run that ends otherwise than by its steps', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject('digits', { javascript: true })
    const write = (name: string, body: string): void =>
      writeFileSync(join(project.folder, name), program(body))
    write('rejects.mjs', `void Promise.reject(new TypeError('nobody waits for me')); await sleep(60_000)`)
    write('throws.mjs', `setTimeout(() => { throw new Error('thrown later') }, 10); await sleep(60_000)`)
    write('lingers.mjs', `setInterval(() => {}, 1000)`)
    write('exits.mjs', `await sleep(400); process.exit(0)`)
  })
  afterAll(() => project.remove())

  const inStore = (name: string): readonly string[] => ['--store', join(project.folder, name)]

  test.each(['rejects.mjs', 'throws.mjs'])(
    'fails where something is thrown that nobody waits for: %s',
    async (file) => {
      const { code, stderr } = await project.command(['run', file, ...inStore(`${file}-store`)])
      expect(code).toBe(1)
      expect(withoutTimes(stderr)).toMatchSnapshot()
    },
  )

  test('says so under --json', async () => {
    const { code, stdout } = await project.command(['run', 'throws.mjs', '--json', ...inStore('json')])
    expect(code).toBe(1)
    const [error] = (checker('run')(stdout) as { errors: readonly object[] }).errors
    expect(error).toMatchObject({ type: 'StrayError', frames: [expect.stringContaining('throws.mjs:6:')] })
  })

  test('fails where a stage ends the process, whatever exit code it gives, and the terminal is given back', async () => {
    const { code, stderr } = await project.command(['run', 'exits.mjs', ...inStore('exits')])
    expect(code).toBe(1)
    expect(withoutTimes(stderr)).toMatchSnapshot()
    expect((await project.command(['ls', ...inStore('exits')])).stdout).toContain('x@only')
    const seen = inTerminal(project, `run exits.mjs --store seen`)
    expect(seen.lastIndexOf('\u001B[?25h')).toBeGreaterThan(seen.lastIndexOf('\u001B[?25l'))
    expect(seen).toContain('The program exited the process')
  })

  test('ends although a stage left something open', async () => {
    const { code, stderr } = await project.command(['run', 'lingers.mjs', ...inStore('lingers')])
    expect(code).toBe(0)
    expect(stderr).toContain('2 ran')
  })

  test('init writes ES modules into a package of CommonJS by their ending', async () => {
    const folder = join(project.folder, 'old')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }))
    expect((await project.command(['init', 'old', '--javascript'])).stdout).toContain('experiment.mjs')
    expect(readFileSync(join(folder, 'experiment.mjs'), 'utf8')).toContain(`from './wine.mjs'`)
    const planned = await project.command(['plan', 'old/experiment.mjs', ...inStore('old-store')])
    expect(planned.stdout).toContain('7 to run')
  })

  test('an ES module that is taken for CommonJS is told how to be none', async () => {
    const folder = join(project.folder, 'mistaken')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }))
    writeFileSync(join(folder, 'program.js'), program(''))
    const { code, stderr } = await project.command(['plan', 'mistaken/program.js'])
    expect(code).toBe(2)
    expect(stderr).toContain(`Set "type": "module" in package.json, or rename it to end in .mjs.`)
  })
})

test('a store that must not be written is told of with what to do', () => {
  const cause = Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })
  const setting = {
    cwd: '/',
    houses: [],
    paint: (_: string, text: string): string => text,
    verbose: false,
  }
  expect(describeError(new StoreError('results', 'cannot be used.', cause), setting)).toContain(
    '--cache read',
  )
})
