import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeProject, type Project, withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'

// Each test starts processes, which takes its time on a busy machine.
jest.setTimeout(120_000)

describe('wrong use', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject('digits', { javascript: true })
  })
  afterAll(() => project.remove())

  const write = (name: string, text: string): void => {
    const path = join(project.folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }

  test.each([
    ['a file that is not there', ['run', 'experimant.js']],
    ['an experiment that is not there', ['run', 'experiment.js', '-e', 'loadin']],
    ['a parameter that no set has', ['run', 'experiment.js', '-s', 'kk=3']],
    ['a setting without a value', ['run', 'experiment.js', '-s', 'k']],
    ['a parameter set that is not there', ['plan', 'experiment.js', '-p', 'k2']],
    ['a stage that is not there', ['run', 'experiment.js', '-o', 'fti']],
    ['a number of jobs that is none', ['run', 'experiment.js', '-j', 'many']],
    ['an unknown command', ['rnu', 'experiment.js']],
    ['an unknown option', ['run', 'experiment.js', '--jsn']],
    ['two forms of a plan', ['plan', 'experiment.js', '--dot', '--json']],
    ['a file that is no experiment', ['run', 'scale.js']],
  ])('%s ends with 2 and says what there is', async (_, args) => {
    const { code, stdout, stderr } = await project.command(args)
    expect(code).toBe(2)
    // As JSON is what was asked for, it comes with a failure, too.
    if (!args.includes('--json')) expect(stdout).toBe('')
    expect(stderr).toMatchSnapshot()
  })

  test('a program that does not load is told with its own place', async () => {
    write('broken.ts', `const nothing: any = undefined\nexport default nothing.here\n`)
    const { code, stderr } = await project.command(['run', 'broken.ts'])
    expect(code).toBe(2)
    expect(stderr).toContain('broken.ts could not be loaded')
    expect(stderr).toContain('broken.ts:2:')
  })

  test('a mistake in the syntax is told in the first line, with its place', async () => {
    write('typo.ts', `export const x = 1\nexport nothing\n`)
    const { code, stderr } = await project.command(['run', 'typo.ts'])
    expect(code).toBe(2)
    expect(stderr.split('\n')[0]).toMatch(/^✗ typo\.ts could not be loaded: .+ \(.*typo\.ts:2:7\)$/u)
  })

  test('so it is in a module of JavaScript, and in what it imports', async () => {
    write('halved.mjs', `export const half = (x => {\n  return x /\n}\n`)
    write('uses-halved.mjs', `import { half } from './halved.mjs'\nexport default half\n`)
    const { code, stderr } = await project.command(['run', 'uses-halved.mjs'])
    expect(code).toBe(2)
    expect(stderr).toBe('✗ uses-halved.mjs could not be loaded: Unexpected "}" (halved.mjs:3:0)\n')
  })

  test('an export that is not there is told with the place of the import', async () => {
    write('whole.mjs', `export const whole = 1\n`)
    write('uses-whole.mjs', `\nimport { hole } from './whole.mjs'\nexport default hole\n`)
    const { stderr } = await project.command(['run', 'uses-whole.mjs'])
    expect(stderr).toContain(`does not provide an export named 'hole' (uses-whole.mjs:2)`)
  })

  test('a package that is not installed is named', async () => {
    write('missing.ts', `import 'no-such-package-at-all/part'\n`)
    const { code, stderr } = await project.command(['run', 'missing.ts'])
    expect(code).toBe(2)
    expect(stderr).toContain('npm install no-such-package-at-all')
  })

  test('code that cannot be followed is a warning, and with --strict an error, before anything runs', async () => {
    write(
      'captures.mjs',
      `import { experiment, json, record, stage } from 'stagewright'
       class Client extends EventTarget { url = 'a' }
       const client = new Client()
       let calls = 0
       export const count = () => ++calls
       const fetchAll = stage({ outputs: ['rows'], cachers: [json()] })(function fetchAll() {
         return { rows: [client.url, calls] }
       })
       export default experiment({ name: 'captures', params: { one: {} }, build: ([one]) => fetchAll(one) })`,
    )
    const first = await project.command(['run', 'captures.mjs'])
    expect(first.code).toBe(0)
    expect(first.stderr).toContain("warning: Stage 'fetchAll' uses the class instance `client` (Client)")
    expect(first.stderr).toContain("warning: Stage 'fetchAll' uses the mutable binding `calls`")
    for (const command of ['plan', 'run']) {
      const { code, stdout, stderr } = await project.command([command, 'captures.mjs', '--strict'])
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toContain('the class instance `client` (Client)')
      expect(stderr).toContain('the mutable binding `calls`')
      expect(stderr).toContain("'version'")
    }
  })

  test('wrong wiring is told all at once, before anything runs', async () => {
    write(
      'miswired.mjs',
      `import { experiment, json, stage } from 'stagewright'
       const a = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(function a() { return { y: 1 } })
       const b = stage({ inputs: ['z'], outputs: ['w'], cachers: [json()] })(function b() { return { w: 1 } })
       export default experiment({ name: 'miswired', params: { only: {} }, build: ([r]) => [a(r), b(r)] })`,
    )
    const { code, stderr } = await project.command(['run', 'miswired.mjs'])
    expect(code).toBe(2)
    expect(stderr).toContain(`Stage 'a' needs the input 'x'`)
    expect(stderr).toContain(`Stage 'b' needs the input 'z'`)
  })

  test.each([
    ['module', 'mjs', `import * as s from 'stagewright'; export default EXPERIMENT`],
    ['module', 'js', `import * as s from 'stagewright'; export default EXPERIMENT`],
    ['module', 'mts', `import * as s from 'stagewright'; enum E { a }; export default EXPERIMENT`],
    ['commonjs', 'cjs', `const s = require('stagewright'); module.exports = EXPERIMENT`],
    ['commonjs', 'js', `const s = require('stagewright'); exports.default = EXPERIMENT`],
    ['commonjs', 'ts', `import * as s from 'stagewright'; enum E { a }; export default EXPERIMENT`],
    ['commonjs', 'cts', `import * as s from 'stagewright'; export default EXPERIMENT`],
  ])(
    'an experiment in a %s package may be a .%s file, and shares one library with the command',
    async (type, extension, text) => {
      const name = `kinds/${type}-${extension}`
      write(`${name}/package.json`, JSON.stringify({ type }))
      // A snapshot of a view works only where both came from one copy.
      const body = `s.experiment({ name: 'kind', params: { only: { k: [1] } }, build: (rs) => rs.map(s.stage({ outputs: ['copy'], cachers: [s.json()] })(function copy({ params }) { return { copy: structuredClone(s.snapshot(params)) } })) })`
      write(`${name}/x.${extension}`, text.replace('EXPERIMENT', body))
      const { code, stderr } = await project.command([
        'run',
        `${name}/x.${extension}`,
        '--store',
        join(project.folder, name, 'store'),
      ])
      expect(stderr).toContain('{k: [1]}')
      expect(code).toBe(0)
    },
  )

  test('a program in TypeScript may use paths, enums, decorators, JSX, and imports without an ending', async () => {
    const files = {
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          paths: { '#kinds/*': ['./lib/*'] },
          jsx: 'react',
          jsxFactory: 'draw',
          experimentalDecorators: true,
        },
      }),
      'lib/colour.ts': 'export enum Colour { red = 4 }',
      'lib/old.cts': 'export const old = 7',
      'page.tsx': `const draw = (tag: string, _: null, text: string) => tag + text\nexport const page = <b>x</b>`,
      'experiment.ts': `
        import { experiment, json, record, stage } from 'stagewright'
        import { Colour } from '#kinds/colour'
        import { old } from './lib/old.cjs'
        import { page } from './page'
        const noted: string[] = []
        const note = (_: object, name: string) => void noted.push(name)
        class Painter { @note paint(colour: Colour): number { return colour * 2 } }
        const made = stage({ outputs: ['made'], cachers: [json()] })(function made() {
          return { made: [new Painter().paint(Colour.red), page, old, noted.length].join() }
        })
        export default experiment({ name: 'all', params: { only: {} }, build: ([one]) => made(one) })`,
    }
    for (const [name, text] of Object.entries(files)) write(`typed/${name}`, text)
    const cwd = join(project.folder, 'typed')
    const run = await project.command(['run', 'experiment.ts'], {}, cwd)
    expect({ code: run.code, problems: run.stderr.match(/✗.*/gu) }).toEqual({ code: 0, problems: null })
    const shown = await project.command(['show', 'made'], {}, cwd)
    expect(shown.stdout).toContain('8,bx,7,1')
    expect((await project.command(['plan', 'experiment.ts'], {}, cwd)).stdout).toContain('1 to reuse')
  })

  test('--help tells the exit codes', async () => {
    const { code, stdout } = await project.command(['--help'])
    expect(code).toBe(0)
    expect(stdout).toMatchSnapshot()
    expect((await project.command(['run', '--help'])).stdout).toMatchSnapshot()
  })

  test.each(['--dot', '--mermaid'])('plan %s prints the graph', async (form) => {
    const { code, stdout } = await project.command(['plan', 'experiment.js', form])
    expect(code).toBe(0)
    expect(stdout).toMatchSnapshot()
  })

  test('plan prints a table, and JSON as the schema says', async () => {
    const { stdout } = await project.command(['plan', 'experiment.js'])
    expect(withoutTimes(stdout)).toMatchSnapshot()
    const json = await project.command(['plan', 'experiment.js', '--json'])
    expect(checker('plan')(json.stdout)).toMatchObject({ counts: { run: 7 } })
  })
})
