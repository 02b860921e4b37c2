import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, memoryStore, type Store } from 'stagewright'
import { forgetful } from '../support/forgetful-store.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { aggregate, fork, record, stage } from '../support/untyped.ts'
import { type AnyTarget, workbench } from '../support/workbench.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

/** How an artifact can be absent: its stage keeps nothing, or it was pruned from one store or the other. */
type Absence = 'without cachers' | 'pruned from memory' | 'its file deleted'

const absences: readonly Absence[] = ['without cachers', 'pruned from memory', 'its file deleted']

interface Shape {
  readonly stages: readonly string[]
  readonly build: (make: Make) => AnyTarget | readonly AnyTarget[]
}

/** A stage by its name and inputs; what it outputs is called like itself. */
type Make = (name: string, inputs: readonly string[], kind?: 'aggregate') => any

const lone = (make: Make) => make('t1', [])(record({}))
const shapes = {
  't1 -> t2': { stages: ['t1', 't2'], build: (make) => make('t2', ['t1'])(lone(make)) },
  't1 -> t2 -> t3': {
    stages: ['t1', 't2', 't3'],
    build: (make) => make('t3', ['t2'])(make('t2', ['t1'])(lone(make))),
  },
  't1 -> t2, t1 -> t3': {
    stages: ['t1', 't2', 't3'],
    build: (make) => {
      const shared = lone(make)
      return [make('t2', ['t1'])(shared), make('t3', ['t1'])(shared)]
    },
  },
  't1 -> t2, t1 -> t3 in a fork': {
    stages: ['t1', 't2', 't3'],
    build: (make) => {
      const shared = lone(make)
      return [make('t2', ['t1'])(shared), make('t3', ['t1'])(fork(shared, { k: 2 }))]
    },
  },
  't1 -> t2, t1 -> t3, and an aggregate over both': {
    stages: ['t1', 't2', 't3', 'agg'],
    build: (make) => {
      const shared = lone(make)
      const members = [make('t2', ['t1'])(shared), make('t3', ['t1'])(fork(shared, { k: 2 }))]
      return make('agg', ['t2', 't3'], 'aggregate')(record({}), members)
    },
  },
  't1 -> n': { stages: ['t1', 'n'], build: (make) => make('n', ['t1'])(lone(make)) },
} satisfies Record<string, Shape>

/** More than a store keeps in its index, so that it becomes a file. */
const large = 'x'.repeat(100_000)

const makerOf = (uncached: ReadonlySet<string>, editions: ReadonlyMap<string, number>): Make => {
  const made = new Map<string, unknown>()
  return (name, inputs, kind) => {
    const known = made.get(name)
    if (known !== undefined) return known
    const isCached = name !== 'n' && !uncached.has(name)
    const spec = {
      name,
      inputs,
      version: 1,
      outputs: name === 'n' ? [] : [name],
      ...(isCached ? { cachers: [json()] } : {}),
    }
    const outputs = () =>
      name === 'n' ? undefined : { [name]: `${name}.${editions.get(name) ?? 0}.${large}` }
    const wrapped = kind === 'aggregate' ? aggregate(spec)(outputs) : stage(spec)(outputs)
    made.set(name, wrapped)
    return wrapped
  }
}

interface Situation {
  readonly shape: Shape
  readonly present: string
  readonly absence: Absence
  readonly overwrite?: readonly string[]
  /** Stages that make something else than before when they run again. */
  readonly changing?: readonly string[]
}

const pruneFrom = async (store: Store, stages: readonly string[]): Promise<void> => {
  const session = await store.open({ readOnly: true })
  for (const name of stages)
    for (const trace of await one(session).latest(name, 1))
      for (const { stored } of trace.outputs) {
        const path = (stored && (await session.path?.(stored))) ?? ''
        expect(path.startsWith(join(store.name, 'artifacts'))).toBe(true)
        rmSync(path)
      }
  await session.close()
}

const whatRuns = async ({
  shape,
  present,
  absence,
  overwrite,
  changing = [],
}: Situation): Promise<string> => {
  const absent = shape.stages.filter((name, index) => name !== 'n' && present[index] === '0')
  const uncached = new Set(absence === 'without cachers' ? absent : [])
  const editions = new Map<string, number>()
  const targets = shape.build(makerOf(uncached, editions))
  const inMemory = forgetful(memoryStore())
  const store = absence === 'its file deleted' ? fileStore(temporaryFolder()) : inMemory
  const bench = workbench(store)
  const first = await bench.run(targets)
  expect(first.called).toEqual(shape.stages.toSorted())
  if (absence === 'its file deleted') await pruneFrom(store, absent)
  if (absence === 'pruned from memory') await inMemory.prune(...absent)
  for (const name of changing) editions.set(name, 1)
  const planned = await bench.plan(targets, { overwrite })
  const second = await bench.run(targets, { overwrite })
  const mayRun = planned.steps.filter(({ decision }) => decision === 'run' || decision === 'maybe')
  const mustRun = planned.steps.filter(({ decision }) => decision === 'run')
  expect(mayRun.map(({ stage: name }) => name)).toEqual(expect.arrayContaining([...second.called]))
  expect(second.called).toEqual(expect.arrayContaining(mustRun.map(({ stage: name }) => name)))
  expect(second.counts.ran).toBe(second.called.length)
  return second.called.join(' ') || 'nothing'
}

type Row = readonly [present: string, runs: string]

describe.each(absences)('an absent artifact is %s:', (absence) => {
  const check = (name: keyof typeof shapes, rows: readonly Row[]) => {
    describe(name, () => {
      test.each(rows)('%s runs %s', async (present, runs) => {
        expect(await whatRuns({ shape: shapes[name], present, absence })).toBe(runs)
      })
    })
  }
  check('t1 -> t2', [
    ['00', 't1 t2'],
    ['10', 't2'],
    ['11', 'nothing'],
    ['01', 'nothing'],
  ])
  check('t1 -> t2 -> t3', [
    ['000', 't1 t2 t3'],
    ['001', 'nothing'],
    ['010', 't3'],
    ['100', 't2 t3'],
    ['011', 'nothing'],
    ['101', 'nothing'],
    ['110', 't3'],
    ['111', 'nothing'],
  ])
  const branches: readonly Row[] = [
    ['000', 't1 t2 t3'],
    ['100', 't2 t3'],
    ['111', 'nothing'],
    ['011', 'nothing'],
    ['001', 't1 t2'],
    ['010', 't1 t3'],
    ['110', 't3'],
    ['101', 't2'],
  ]
  check('t1 -> t2, t1 -> t3', branches)
  check('t1 -> t2, t1 -> t3 in a fork', branches)
  check('t1 -> t2, t1 -> t3, and an aggregate over both', [
    ['0000', 'agg t1 t2 t3'],
    ['0001', 'nothing'],
    ['0010', 'agg t1 t2'],
    ['0100', 'agg t1 t3'],
    ['0110', 'agg'],
    ['1110', 'agg'],
    ['1000', 'agg t2 t3'],
    ['1111', 'nothing'],
  ])
  check('t1 -> n', [
    ['1', 'n'],
    ['0', 'n t1'],
  ])
})

type Overwrite = readonly [
  shape: keyof typeof shapes,
  present: string,
  overwrite: string,
  same: string,
  other: string,
]

/** What runs when the overwritten stage makes the same as before, and when it makes something else. */
const overwrites: readonly Overwrite[] = [
  ['t1 -> t2', '01', 't2', 't1 t2', 't1 t2'],
  ['t1 -> t2', '10', 't2', 't2', 't2'],
  ['t1 -> t2', '11', 't2', 't2', 't2'],
  ['t1 -> t2 -> t3', '101', 't2', 't2', 't2 t3'],
  ['t1 -> t2 -> t3', '001', 't2', 't1 t2', 't1 t2 t3'],
  ['t1 -> t2 -> t3', '111', 't2', 't2', 't2 t3'],
  ['t1 -> t2, t1 -> t3', '111', 't2', 't2', 't2'],
  ['t1 -> t2, t1 -> t3', '011', 't2', 't1 t2', 't1 t2'],
  ['t1 -> t2, t1 -> t3 in a fork', '111', 't2', 't2', 't2'],
  ['t1 -> t2, t1 -> t3 in a fork', '011', 't2', 't1 t2', 't1 t2'],
  ['t1 -> t2 -> t3', '111', 't1', 't1', 't1 t2'],
  ['t1 -> t2, t1 -> t3', '111', 't1', 't1', 't1 t2 t3'],
  ['t1 -> t2, t1 -> t3, and an aggregate over both', '1111', 't1', 't1', 't1 t2 t3'],
  ['t1 -> t2 -> t3', '111', 't1+', 't1 t2 t3', 't1 t2 t3'],
  ['t1 -> t2 -> t3', '111', 't2+', 't2 t3', 't2 t3'],
  ['t1 -> t2, t1 -> t3, and an aggregate over both', '1111', 't1+', 'agg t1 t2 t3', 'agg t1 t2 t3'],
  ['t1 -> t2, t1 -> t3, and an aggregate over both', '1111', 't2+', 'agg t2', 'agg t2'],
  ['t1 -> n', '1', 't1', 'n t1', 'n t1'],
]

describe.each(absences.slice(1))('overwriting, where an absent artifact is %s:', (absence) => {
  test.each(overwrites)('%s %s ow %s runs %s, and with another result %s', async (...row) => {
    const [name, present, overwrite, same, other] = row
    const situation: Situation = { shape: shapes[name], present, absence, overwrite: [overwrite] }
    expect(await whatRuns(situation)).toBe(same)
    expect(await whatRuns({ ...situation, changing: [overwrite.replace('+', '')] })).toBe(other)
  })
})

describe('overwriting, where an absent artifact is without cachers:', () => {
  test.each([
    ['t1 -> t2', '01', 't2', 't1 t2'],
    ['t1 -> t2', '10', 't2', 't2'],
    ['t1 -> t2 -> t3', '101', 't2', 't2 t3'],
    ['t1 -> t2 -> t3', '001', 't2', 't1 t2 t3'],
    ['t1 -> t2, t1 -> t3', '011', 't2', 't1 t2'],
    ['t1 -> t2 -> t3', '011', 't1', 't1 t2'],
  ] as const)('%s %s ow %s runs %s', async (name, present, overwrite, runs) => {
    const situation: Situation = {
      shape: shapes[name],
      present,
      absence: 'without cachers',
      overwrite: [overwrite],
    }
    expect(await whatRuns(situation)).toBe(runs)
  })
})
