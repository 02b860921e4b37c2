import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeProject, type Project, withoutTimes } from './support/project.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(50)
}

describe('Ctrl-C', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject('digits', { javascript: true })
  })
  afterAll(() => project.remove())

  /** Starts the command, and presses Ctrl-C each time that what it says fits the next pattern. */
  const interrupt = async (args: readonly string[], patterns: readonly RegExp[]) => {
    const child = project.start(args)
    const said = { stdout: '', stderr: '' }
    const waiting = [...patterns]
    const listen = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
      said[name] += chunk.toString()
      if (!waiting[0]?.test(said.stdout + said.stderr)) return
      waiting.shift()
      child.kill('SIGINT')
    }
    child.stdout?.on('data', listen('stdout'))
    child.stderr?.on('data', listen('stderr'))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, ...said }
  }
  const args = (store: string, set: string) =>
    ['run', 'slow.js', '--params', set, '--store', join(project.folder, store)] as const

  test('pressed once, what runs finishes and is kept, nothing new starts, and what is left is told', async () => {
    const { code, stderr } = await interrupt(args('once', 'short'), [/waiting/u])
    expect(code).toBe(130)
    expect(withoutTimes(stderr)).toMatchSnapshot()
    const again = await project.command(args('once', 'short'))
    expect(again.code).toBe(0)
    expect(again.stdout).not.toContain('waiting')
    expect(again.stderr).toContain('1 ran')
  })

  test('pressed twice, what runs is aborted', async () => {
    const started = Date.now()
    const { code, stderr } = await interrupt(args('twice', 'long'), [/waiting/u, /Ctrl-C again/u])
    expect(code).toBe(130)
    expect(Date.now() - started).toBeLessThan(20_000)
    expect(stderr).toContain('2 steps left: wait (1), after (1).')
  })

  test.each(['SIGTERM', 'SIGHUP'] as const)(
    '%s from outside aborts what runs, and what finished is kept',
    async (signal) => {
      const child = project.start(['run', 'slow.js', '--jobs', '1', '--store', join(project.folder, signal)])
      let said = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        const before = said
        said += chunk.toString()
        if (said.includes('ran wait@short') && !before.includes('ran wait@short')) child.kill(signal)
      })
      const [code] = (await once(child, 'close')) as [number | null]
      expect(code).toBe(130)
      expect(said).toMatch(
        /slow was interrupted\. (?:1 step finished and was|2 steps finished and were) saved\./u,
      )
    },
  )

  test('a terminal that is closed ends the run, and what finished is kept', async () => {
    const program = `${process.execPath} node_modules/stagewright/bin/stagewright.js`
    const line = `echo $$ >pid; exec ${program} run slow.js --jobs 1 --store closed 2>said`
    const terminal = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
      cwd: project.folder,
      stdio: 'pipe',
    })
    const said = (): string => read(join(project.folder, 'said'))
    await until(() => said().includes('ran wait@short'))
    terminal.kill('SIGKILL')
    const pid = Number(read(join(project.folder, 'pid')))
    await until(() => !isAlive(pid))
    expect(said()).toContain('slow was interrupted.')
    expect(said()).not.toContain('Assertion failed')
    expect((await project.command(['ls', '--store', 'closed'])).stdout).toContain('waited@short')
  })

  test('--json says that it was interrupted', async () => {
    const { stdout } = await interrupt([...args('json', 'short'), '--json'], [/waiting/u])
    const steps = [
      { id: 'wait@short', outcome: 'ran' },
      { id: 'after@short', outcome: 'left' },
    ]
    expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted', exitCode: 130, errors: [], steps })
  })
})
