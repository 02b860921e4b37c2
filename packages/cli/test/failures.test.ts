import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aggregate, experiment, json, record, stage, type ByRecord, type StageContext } from 'stagewright'
import { type InProcess, inProcess } from './support/in-process.ts'
import { withoutTimes } from './support/project.ts'
import { checker } from './support/schemas.ts'

let place: InProcess
beforeAll(() => {
  place = inProcess()
})
afterAll(() => place.remove())

/** A program of two stages, of which the second does something odd and throws. */
const failing = (odd: (context: StageContext) => void, thrown: () => unknown = () => new Error('gone')) => {
  const first = stage({ outputs: ['x'], cachers: [json()] })(function first() {
    return { x: 1 }
  })
  const second = stage({ inputs: ['x'], outputs: ['y'], cachers: [json()] })(function second(
    context: StageContext,
    { x }: { x: number },
  ): { y: number } {
    odd(context)
    const problem = thrown()
    if (problem !== undefined) throw problem
    return { y: x }
  })
  return {
    default: experiment({
      name: 'odd',
      params: { only: {} },
      build: (records) => records.map((one) => second(first(one))),
    }),
  }
}

describe('a run that fails', () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const oddValues: readonly (readonly [string, () => unknown])[] = [
    ['the groups of a match, which have no prototype', () => /(?<a>x)/u.exec('x')?.groups],
    [
      'an object whose toString throws',
      () => ({ toString: () => notSaid(), [Symbol.toPrimitive]: () => notSaid() }),
    ],
    ['a value that inspects itself wrongly', () => ({ [Symbol.for('nodejs.util.inspect.custom')]: notSaid })],
    ['a revoked proxy', () => revoked.proxy],
    ['a getter that throws', () => Object.defineProperty({}, 'a', { enumerable: true, get: notSaid })],
    ['a symbol', () => Symbol('s')],
  ]

  let stores = 0
  const run = (exports: object, ...words: readonly string[]) => {
    place.program('odd.mjs', { ...exports })
    return place.command(['run', 'odd.mjs', '--store', `odd-${stores++}`, ...words])
  }

  describe.each(oddValues)('with %s', (_, odd) => {
    test.each([['%s'], ['%d'], ['seen']])('in log(%p, ...) never ends with 0', async (format) => {
      const exports = failing(({ log }) => log(format, odd()))
      const plain = await run(exports)
      expect(plain.code).toBe(1)
      expect(plain.stderr).toContain('gone')
      const going = await run(exports, '--keep-going', '--json')
      expect(going.code).toBe(1)
      expect(checker('run')(going.stdout)).toMatchObject({
        status: 'stage-failed',
        exitCode: 1,
        counts: { ran: 1, failed: 1 },
        errors: [{ type: 'StageExecutionError', stage: 'second' }],
      })
    })

    test('as what is thrown ends with 1, and names the stage', async () => {
      for (const words of [[], ['--keep-going'], ['--json']]) {
        const { code, stderr } = await run(
          failing(() => {}, odd),
          ...words,
        )
        expect(code).toBe(1)
        expect(stderr).toContain("Stage 'second' failed for record 'only'")
      }
    })
  })

  test('a log of such a value is shown, and the run goes well', async () => {
    const { code, stderr } = await run(
      failing(
        ({ log }) => log('found', /(?<a>x)/u.exec('x')?.groups),
        () => undefined,
      ),
    )
    expect(stderr).toContain("second@only | found [Object: null prototype] { a: 'x' }")
    expect(code).toBe(0)
  })

  test('shows all that an AggregateError holds, with their causes', async () => {
    const thrown = () =>
      new AggregateError(
        [
          new Error('mirror one is down', { cause: new Error('connection refused') }),
          new AggregateError([new Error('mirror two timed out'), 'mirror three said no'], 'the others'),
        ],
        '',
      )
    const { stderr } = await run(failing(() => {}, thrown))
    expect(
      withoutTimes(stderr.slice(stderr.indexOf('✗ Stage')))
        .replaceAll(/\n(?: {2}at .*\n)+/gu, '')
        .replaceAll(/odd-\d+/gu, 'store'),
    ).toMatchSnapshot()
    const { stdout } = await run(
      failing(() => {}, thrown),
      '--json',
    )
    expect(checker('run')(stdout)).toMatchObject({
      errors: [
        {
          cause: {
            type: 'AggregateError',
            errors: [
              { message: 'mirror one is down', cause: { message: 'connection refused' } },
              { errors: [{ message: 'mirror two timed out' }, { message: 'mirror three said no' }] },
            ],
          },
        },
      ],
    })
  })

  test('shows errors that hold themselves once', async () => {
    const thrown = () => {
      const error = new AggregateError([], 'round')
      error.errors.push(error, new Error('inner', { cause: error }))
      return error
    }
    const { code, stderr } = await run(failing(() => {}, thrown))
    expect(code).toBe(1)
    expect(stderr.match(/inner/gu)).toHaveLength(1)
  })

  test('says how to resume with all options that were given, as a shell takes them', async () => {
    place.program(
      'my program.mjs',
      failing(() => {}),
    )
    const { stderr } = await place.command(
      [
        'run',
        'my program.mjs',
        '-p',
        'o*',
        '-s',
        "+note=it's",
        '--store',
        'a store',
        '-o',
        'first+',
        '-j',
        '2',
        '-k',
        '--strict',
        '-v',
      ],
      { env: { npm_command: 'exec' } },
    )
    expect(stderr).toContain(
      String.raw`Finished steps are saved. Fix the error, then run npx stagewright run 'my program.mjs' --params 'o*' --set '+note=it'\''s' --store 'a store' --overwrite first+ --jobs 2 --strict --keep-going --verbose to resume.`,
    )
  })

  test('that saves nothing says so', async () => {
    const { stderr } = await run(
      failing(() => {}),
      '--cache',
      'off',
    )
    expect(stderr).toContain('Nothing was saved (--cache off).')
  })
})

const notSaid = (): never => {
  throw new Error('not said')
}

describe('nothing to run', () => {
  const program = (params: Record<string, object>, build: (records: readonly never[]) => unknown) => ({
    default: experiment({ name: 'empty', params, build: build as never }),
  })

  test.each([
    ['no parameter sets', {}, (records: readonly unknown[]) => records],
    [
      'no parameter sets',
      {},
      ([first]: readonly never[]) =>
        stage({ outputs: ['x'] })(function load() {
          return { x: 1 }
        })(first as never),
    ],
    ['builds no records', { only: {} }, () => []],
  ])('%s is an error that says so', async (problem, params, build) => {
    place.program('empty.mjs', program(params, build))
    for (const command of ['run', 'plan']) {
      const { code, stderr } = await place.command([command, 'empty.mjs'])
      expect(code).toBe(2)
      expect(stderr).toContain(`Experiment 'empty' in empty.mjs`)
      expect(stderr).toContain(problem)
    }
  })

  test('an experiment without parameter sets may make records of its own', async () => {
    const total = aggregate({ inputs: ['x'], outputs: ['sum'], cachers: [json()] })(function total(
      _: StageContext,
      __,
      { x }: { x: ByRecord<number> },
    ) {
      return { sum: [...x].length }
    })
    const load = stage({ outputs: ['x'], cachers: [json()] })(function load() {
      return { x: 1 }
    })
    place.program('own.mjs', {
      default: experiment({ name: 'own', params: {}, build: () => total(record({}), [load(record({}))]) }),
    })
    expect((await place.command(['run', 'own.mjs', '--store', 'own'])).code).toBe(0)
  })
})

describe('a report of a run that keeps nothing', () => {
  beforeAll(() => {
    place.program(
      'read.mjs',
      failing(
        () => {},
        () => undefined,
      ),
    )
  })

  test('is written beside the store, which stays one', async () => {
    const first = await place.command(['run', 'read.mjs', '--cache', 'read', '--report', '--store', 'fresh'])
    expect(first.stderr).toContain('Report: stagewright-report.html')
    expect(first.code).toBe(0)
    expect(readdirSync(place.folder)).toContain('stagewright-report.html')
    expect(existsSync(join(place.folder, 'fresh'))).toBe(false)
    expect((await place.command(['run', 'read.mjs', '--store', 'fresh'])).code).toBe(0)
  })

  test('that an earlier version left in a folder without a store does not keep a store from being made there', async () => {
    for (const folder of ['old/runs', 'old/reports'])
      mkdirSync(join(place.folder, folder), { recursive: true })
    writeFileSync(join(place.folder, 'old/runs/20261130-000000-abcdef.json.gz'), '')
    writeFileSync(join(place.folder, 'old/reports/index.html'), '')
    expect((await place.command(['run', 'read.mjs', '--store', 'old'])).code).toBe(0)
    mkdirSync(join(place.folder, 'other/runs'), { recursive: true })
    writeFileSync(join(place.folder, 'other/runs/diary.txt'), '')
    const { code, stderr } = await place.command(['run', 'read.mjs', '--store', 'other'])
    expect(code).toBe(2)
    expect(stderr).toContain('is not a store')
  })
})
