import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

describe('stagewright', () => {
  let project: Project
  beforeAll(async () => {
    project = makeProject('digits', { javascript: true })
    await project.command(['run', 'experiment.js', '--quiet'])
  })
  afterAll(() => project.remove())

  test('explain says why a step runs, what it reads and what it feeds', async () => {
    const { code, stdout } = await project.command(['explain', 'fit@k3', 'experiment.js', '--set', 'k=4'])
    expect(code).toBe(0)
    expect(withoutTimes(stdout)).toMatchSnapshot()
    const json = await project.command(['explain', 'f*', 'experiment.js', '--json'])
    expect(checker('explain')(json.stdout)).toMatchObject({ steps: [{ id: 'fit@k1' }, {}, {}] })
  })

  test('explain of a step that is not there names the nearest', async () => {
    const { code, stderr } = await project.command(['explain', 'fit@k33', 'experiment.js'])
    expect(code).toBe(2)
    expect(stderr).toContain(`Did you mean 'fit@k3'?`)
  })

  test.each(['+fit@k3', 'load@k3+', 'f*@k1'])('plan and graph keep to what %s selects', async (selector) => {
    const { stdout } = await project.command(['plan', 'experiment.js', '--select', selector])
    expect(withoutTimes(stdout)).toMatchSnapshot()
    const graph = await project.command([
      'graph',
      'experiment.js',
      '--format',
      'mermaid',
      '--select',
      selector,
    ])
    expect(graph.stdout).not.toContain('k5')
  })

  test('graph draws PNG by a program of the machine, and says what to do where there is none', async () => {
    const without = await project.command(['graph', 'experiment.js', '--out', 'plan.png'], {
      PATH: '/nowhere',
    })
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('librsvg2-bin')
    const bin = join(project.folder, 'bin')
    mkdirSync(bin)
    const convert = `#!/bin/sh\nprintf '\\211PNG'\n/bin/cat > seen.svg\n`
    writeFileSync(join(bin, 'rsvg-convert'), convert, { mode: 0o755 })
    const drawn = await project.command(['graph', 'experiment.js', '--out', 'plan.png'], { PATH: bin })
    expect(drawn.code).toBe(0)
    expect(readFileSync(join(project.folder, 'plan.png')).subarray(1)).toEqual(Buffer.from('PNG'))
    expect(readFileSync(join(project.folder, 'seen.svg'), 'utf8')).toContain('<svg')
  })

  test('graph draws the plan in the form that the file is named for', async () => {
    await project.command(['graph', 'experiment.js', '--out', 'plan.svg'])
    expect(readFileSync(join(project.folder, 'plan.svg'), 'utf8')).toMatch(/<svg[^]*fit[^]*<\/svg>/u)
    const { stdout } = await project.command(['graph', 'experiment.js', '--format', 'dot'])
    expect(stdout).toContain('digraph')
    const folded = await project.command(['graph', 'experiment.js', '--format', 'dot', '--fold'])
    expect(folded.stdout).toContain(String.raw`label="fit\n3 skip"`)
    expect((await project.command(['plan', 'experiment.js', '--dot', '--fold'])).stdout).toBe(folded.stdout)
    const wrong = await project.command(['graph', 'experiment.js', '--out', 'plan.pdf'])
    expect(wrong.code).toBe(2)
  })

  test.each(['bash', 'zsh', 'fish'])('completion prints a script for %s', async (shell) => {
    const { code, stdout } = await project.command(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toContain('keep-going')
    if (shell !== 'bash') return
    const ask = `COMP_WORDS=(stagewright run --keep); COMP_CWORD=2; _stagewright; echo "\${COMPREPLY[@]}"`
    expect(spawnSync('bash', ['-c', `${stdout}\n${ask}`], { encoding: 'utf8' }).stdout).toBe('--keep-going\n')
  })

  test.each([
    ['TypeScript', []],
    ['JavaScript', ['--javascript', '-y']],
  ])('init writes a pipeline in %s that runs, and then has nothing to do', async (language, options) => {
    const folder = `new-${language}`
    const made = await project.command(['init', folder, ...options])
    expect(made.code).toBe(0)
    expect(made.stdout).toMatchSnapshot()
    const file = join(folder, `experiment.${language === 'TypeScript' ? 'ts' : 'js'}`)
    const run = ['run', file, '--store', join(project.folder, folder, 'store')]
    expect((await project.command(run)).code).toBe(0)
    expect((await project.command(run)).stderr).toContain('up to date')
    expect((await project.command(['init', folder])).code).toBe(2)
  })

  test('what init writes in TypeScript passes the compiler', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stagewright-starter-'))
    const root = resolve(__dirname, '../../..')
    try {
      await project.command(['init', folder])
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      // The library's own sources use what a starter need not: they are checked elsewhere.
      const { stdout } = spawnSync(process.execPath, [tsc, '--customConditions', 'stagewright-source'], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(stdout.split('\n').filter((line) => /^(?:experiment|wine)/u.test(line))).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('watch runs again after an edit, and runs only what changed', async () => {
    const child = project.start(['watch', 'experiment.js'])
    let said = ''
    let edited = false
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const rounds = said.split('Press Ctrl-C to stop.').length - 1
      if (rounds === 1 && !edited) {
        edited = true
        const helper = join(project.folder, 'scale.js')
        writeFileSync(helper, readFileSync(helper, 'utf8').replace('value * k', 'value * k + 1'))
      }
      if (rounds === 2) child.kill('SIGINT')
    })
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).toBe(130)
    expect(said).toContain('scale.js changed.')
    expect(said).toContain('4 ran')
  })

  test('watch --json prints a line for each run, and ends its run when it is ended', async () => {
    const child = project.start([
      'watch',
      'slow.js',
      '--params',
      'long',
      '--json',
      '--store',
      join(project.folder, 'watched'),
    ])
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('waiting')) child.kill('SIGTERM')
    })
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).toBe(130)
    expect(printed).toMatch(/^[^\n]+\n$/u)
    expect(checker('run')(printed)).toMatchObject({ status: 'interrupted' })
  })
})
