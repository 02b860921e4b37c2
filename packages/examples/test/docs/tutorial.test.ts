import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeProject, type Project } from '../../../cli/test/support/project'
import { blocksAfter, root } from './page'

/** What differs from day to day and from machine to machine. */
const withoutTimes = (text: string): string =>
  text
    .replaceAll(/\d+\.\d+s/gu, '<time>')
    .replaceAll(/peak memory [\d.]+ MB/gu, 'peak memory <memory>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/gu, '<date>')

/** Steps that run at the same time end in any order. */
const sorted = (text: string): string =>
  text
    .split('\n')
    .toSorted((a, b) => (a.startsWith('ran ') && b.startsWith('ran ') ? (a < b ? -1 : 1) : 0))
    .join('\n')

describe('the tutorial, followed to the letter', () => {
  let project: Project
  let program: string
  beforeAll(() => {
    program = mkdtempSync(join(tmpdir(), 'tutorial-'))
    cpSync(join(root, 'packages/examples/src/docs/tutorial.ts'), join(program, 'words.ts'))
    project = makeProject(program)
  })
  afterAll(() => {
    project.remove()
    rmSync(program, { recursive: true })
  })

  /** Runs what a block says, in a shell, with the command that is installed beside the program. */
  const execute = (commands: string): string => {
    const stagewright = `'${process.execPath}' node_modules/stagewright/bin/stagewright.js`
    const { stdout } = spawnSync(
      'sh',
      ['-c', `exec 2>&1\n${commands.replaceAll('npx stagewright', stagewright)}`],
      {
        cwd: project.folder,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined },
      },
    )
    return stdout.trimEnd()
  }

  const steps = blocksAfter('docs/tutorial.md', 'run').map(([commands, output]) => ({
    commands: commands?.text ?? '',
    output: output?.language === 'text' ? output.text : '',
  }))

  it('has steps to follow', () => {
    expect(steps.length).toBeGreaterThan(5)
  })

  it.each(steps)('$commands', ({ commands, output }) => {
    expect(sorted(withoutTimes(execute(commands)))).toBe(sorted(withoutTimes(output)))
  })
})
