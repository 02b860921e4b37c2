import { experiment, json, run, record, stage, fileStore, type StageContext } from 'stagewright'
import { type InProcess, inProcess } from './support/in-process.ts'
import { checker } from './support/schemas.ts'

let place: InProcess
beforeEach(() => {
  place = inProcess()
})
afterEach(() => place.remove())

/** Accuracy of a record; a factor stands for the code. */
const program = (factor: number, sets: Readonly<Record<string, { k: number }>>, name = 'acc') => {
  const score = stage({ name: 'score', version: String(factor), outputs: ['acc'], cachers: [json()] })(
    ({ params }: StageContext<{ k: number }>) => ({ acc: params.k * factor }),
  )
  return {
    default: experiment({ name, params: sets, build: (records) => records.map((one) => score(one)) }),
  }
}

interface Listed {
  readonly artifact: string
  readonly record: string
  readonly records: readonly string[]
  readonly older: boolean
  readonly preview: string
}

const list = async (...words: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await place.command(['ls', '--json', ...words])
  const { artifacts } = checker('ls')(stdout) as { readonly artifacts: readonly Listed[] }
  return artifacts
    .map(
      ({ artifact, record: name, older, preview }) =>
        `${artifact}@${name} ${preview}${older ? ' older' : ''}`,
    )
    .toSorted()
}

const execute = async (exports: object, ...words: readonly string[]): Promise<void> => {
  place.program('acc.mjs', { ...exports })
  expect((await place.command(['run', 'acc.mjs', '--quiet', ...words])).code).toBe(0)
}

const three = { a: { k: 1 }, b: { k: 2 }, c: { k: 3 } }

describe('ls, show and export', () => {
  test('have the results of the last run, and older ones on request, marked', async () => {
    await execute(program(1, three))
    await execute(program(10, { a: { k: 1 }, b: { k: 2 } }))
    expect(await list()).toEqual(['acc@a 10', 'acc@b 20'])
    expect(await list('--all')).toEqual([
      'acc@a 1 older',
      'acc@a 10',
      'acc@b 2 older',
      'acc@b 20',
      'acc@c 3 older',
    ])
    const shown = await place.command(['ls'])
    expect(shown.stderr).toBe('3 older results not shown (--all shows them)\n')
    const all = await place.command(['ls', '--all'])
    expect(all.stdout).toMatch(/^acc@c +older +score/mu)
    const values = await place.command(['show', 'acc@*', '--all'])
    expect(values.stdout.match(/· older$/gmu)).toHaveLength(3)
    const exported = await place.command(['export', '*', '--all', '--to', 'out'])
    expect(exported.stdout.trim().split('\n').toSorted()).toEqual([
      'out/acc@a.json',
      'out/acc@a.older.json',
      'out/acc@b.json',
      'out/acc@b.older.json',
      'out/acc@c.older.json',
    ])
  })

  test('have an older execution that the last run reused, and not a newer one that it did not', async () => {
    await execute(program(1, three))
    await execute(program(10, three))
    await execute(program(1, three))
    expect(await list()).toEqual(['acc@a 1', 'acc@b 2', 'acc@c 3'])
  })

  test('say where a result is an older one', async () => {
    await execute(program(1, three))
    await execute(program(1, { a: { k: 1 } }))
    const { code, stderr } = await place.command(['show', 'acc@c'])
    expect(code).toBe(2)
    expect(stderr).toContain(
      "'acc@c' is not among the results of the last runs. The store has an older result of that name: add --all.",
    )
    expect((await place.command(['show', 'acc@c', '--all'])).stdout).toBe('3\n')
  })

  test('find an older result by its digest', async () => {
    await execute(program(1, three))
    await execute(program(1, { a: { k: 1 } }))
    const { stdout } = await place.command(['ls', 'acc@c', '--all', '--json'])
    const [found] = (JSON.parse(stdout) as { artifacts: readonly { digest: string }[] }).artifacts
    expect((await place.command(['show', found?.digest ?? ''])).stdout).toBe('3\n')
  })

  test('find a record by the name that the last run gave it', async () => {
    await execute(program(1, { before: { k: 7 } }))
    await execute(program(1, { after: { k: 7 } }))
    expect(await list()).toEqual(['acc@after 7'])
    expect((await place.command(['show', 'acc@after'])).stdout).toBe('7\n')
    expect((await place.command(['show', 'acc@before'])).code).toBe(2)
  })

  test('find what records share by each of their names', async () => {
    await execute(program(1, { one: { k: 7 }, two: { k: 7 }, three: { k: 7 } }))
    expect((await place.command(['ls'])).stdout).toContain('acc@one +2')
    expect((await place.command(['show', 'acc@two'])).stdout).toBe('7\n')
    await place.command(['export', 'acc@three', '--to', 'out'])
    expect((await place.command(['open', 'score@two', '--path'])).code).toBe(0)
    const { stdout } = await place.command(['ls', '--records'])
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'record',
      'one',
      'two',
      'three',
      '',
    ])
  })

  test('have the results of each experiment', async () => {
    await execute(program(1, { a: { k: 1 } }, 'first'))
    await execute(program(10, { a: { k: 1 } }, 'second'))
    expect(await list()).toEqual(['acc@a 1', 'acc@a 10'])
  })

  test('have what programs stored that keep no documents of their runs', async () => {
    const { default: made } = program(1, three)
    const target = await made.build([record({ k: 5 }, { name: 'own' })] as never)
    await run(target, { store: fileStore('.stagewright') })
    expect(await list()).toEqual(['acc@own 5'])
    await execute(program(2, three))
    expect(await list()).toEqual(['acc@a 2', 'acc@b 4', 'acc@c 6', 'acc@own 5'])
  })

  test('leave out what a failed run did not get to, and keep what it had', async () => {
    await execute(program(1, three))
    const broken = stage({ name: 'score', version: '2', outputs: ['acc'], cachers: [json()] })(({
      params,
    }: StageContext<{ k: number }>) => {
      if (params.k === 2) throw new Error('no')
      return { acc: params.k * 100 }
    })
    place.program('acc.mjs', {
      default: experiment({
        name: 'acc',
        params: three,
        build: (records) => records.map((one) => broken(one)),
      }),
    })
    expect((await place.command(['run', 'acc.mjs', '--keep-going', '-q'])).code).toBe(1)
    expect(await list()).toEqual(['acc@a 100', 'acc@c 300'])
  })
})

describe('history', () => {
  test('shows status, experiment, file and the time from beginning to end', async () => {
    const slow = (isBroken: boolean) => {
      const wait = stage({ name: 'wait', outputs: ['done'], cachers: [json()] })(async ({
        params,
      }: StageContext<{ k: number; isBroken: boolean }>) => {
        await new Promise((resolve) => {
          setTimeout(resolve, 1000)
        })
        if (params.isBroken) throw new Error('no')
        return { done: params.k }
      })
      return {
        default: experiment({
          name: 'slow',
          params: Object.fromEntries(
            Array.from({ length: 12 }, (_, k) => k).map((k) => [`k${k}`, { k, isBroken }]),
          ),
          build: (records) => records.map((one) => wait(one)),
        }),
      }
    }
    place.program('slow.mjs', slow(false))
    await place.command(['run', 'slow.mjs', '-j', '12'])
    await place.command(['run', 'slow.mjs'])
    place.program('slow.mjs', slow(true))
    await place.command(['run', 'slow.mjs'])
    const { stdout } = await place.command(['history', '--json'])
    const { runs } = checker('history')(stdout) as {
      runs: readonly { status: string; durationMs: number; executionMs: number }[]
    }
    expect(runs).toMatchObject([
      { status: 'failed', experiment: 'slow', file: 'slow.mjs', executions: 0 },
      { status: 'finished', experiment: 'slow', file: 'slow.mjs', executions: 0 },
      { status: 'finished', experiment: 'slow', file: 'slow.mjs', executions: 12, stages: ['wait'] },
    ])
    expect(runs[2]?.executionMs).toBeGreaterThan(11_900)
    expect(runs[2]?.durationMs).toBeLessThan(runs[2]?.executionMs ?? 0)
    const lines = (await place.command(['history'])).stdout.split('\n')
    expect(lines[1]).toMatch(/ failed .* slow +slow\.mjs$/u)
    expect(lines[2]).toMatch(/ finished .* 0 +slow +slow\.mjs +up to date$/u)
  })
})
