import { join } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { screenOf } from './support/screen.ts'
import { inTerminal } from './support/terminal.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

describe('on a terminal', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject('digits', { javascript: true })
  })
  afterAll(() => project.remove())

  const inStore = (name: string): string => `--store ${join(project.folder, name)}`

  test('the view makes room for what stages write, and leaves a summary', () => {
    const output = inTerminal(project, `run experiment.js --jobs 1 ${inStore('live')}`)
    expect(output).toContain('\u001B[?25l')
    expect(output.lastIndexOf('\u001B[?25h')).toBeGreaterThan(output.lastIndexOf('\u001B[?25l'))
    expect(withoutTimes(screenOf(output))).toMatchSnapshot()
  })

  test('a failure stands below what was written, with the cursor shown again', () => {
    const output = inTerminal(project, `run experiment.js --jobs 1 ${inStore('failed')}`, { FAIL: 'compare' })
    expect(output.lastIndexOf('\u001B[?25h')).toBeGreaterThan(output.lastIndexOf('\u001B[?25l'))
    expect(withoutTimes(screenOf(output))).toMatchSnapshot()
  })

  test('a plan has the colours of its decisions', () => {
    expect(inTerminal(project, `plan experiment.js ${inStore('planned')}`)).toContain(
      '\u001B[36m● run\u001B[39m  load',
    )
  })

  test('NO_COLOR takes the colours away', () => {
    expect(inTerminal(project, `run experiment.js ${inStore('plain')}`, { NO_COLOR: '1' })).not.toMatch(
      /\[\d+m/u,
    )
  })

  test('--quiet draws nothing', () => {
    expect(screenOf(inTerminal(project, `run experiment.js --quiet ${inStore('quiet')}`))).toBe(
      'written by load\n'.repeat(3),
    )
  })

  test('a terminal of a continuous-integration machine gets plain lines', () => {
    expect(inTerminal(project, `run experiment.js ${inStore('ci')}`, { CI: 'true' })).not.toContain(
      '\u001B[?25l',
    )
  })
})
