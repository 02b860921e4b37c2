import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { placesOf, type Store, type StoreSession, takeClaim, type Trace } from '@stagewright/core'
import { commitExample, digestOf, exampleTrace, manyBytes } from './example-trace.ts'
import type { Check } from './fact.ts'
import { one } from './one.ts'

const writing = (store: Store): Promise<StoreSession> => store.open({ readOnly: false })
const reading = (store: Store): Promise<StoreSession> => store.open({ readOnly: true })

/** What one session commits shows in others after a while: it is looked for so often, in milliseconds, and so many times. */
const lookEveryMs = 20
const mostLooks = 250

export const traceFacts: Readonly<Record<string, Check>> = {
  'a store that nobody wrote to is empty for a read-only session': async (store) => {
    const session = await reading(store)
    assert.equal(await one(session).trace(digestOf('key')), undefined)
    assert.deepEqual(await one(session).readSets(digestOf('base')), [])
    assert.deepEqual(await one(session).latest('fitKnn', 10), [])
    assert.equal(await one(session).reading('/data.csv'), undefined)
    await session.close()
  },
  'a trace comes back as it was committed, in this session and in others': async (store) => {
    const session = await writing(store)
    const committed = await session.draft(exampleTrace()).commit(exampleTrace())
    assert.deepEqual({ ...committed, order: 0 }, { ...exampleTrace(), order: 0 })
    assert.deepEqual(await one(session).trace(digestOf('key')), committed)
    await session.close()
    const other = await reading(store)
    assert.deepEqual(await one(other).trace(digestOf('key')), committed)
    await other.close()
  },
  'the head of a trace is a part of it, before and after another one took its place': async (store) => {
    const session = await writing(store)
    const mustFit = async (asked: StoreSession, trace: Trace): Promise<void> => {
      const head = await one(asked).head(trace.key)
      assert.ok(head)
      assert.deepEqual({ ...trace, ...head }, trace)
      for (const part of ['key', 'record', 'run', 'startedAt', 'durationMs', 'params', 'outputs'])
        assert.ok(part in head)
      assert.equal('reports' in head, 'reports' in trace)
    }
    assert.equal(await one(session).head(digestOf('key')), undefined)
    const first = await commitExample(session, [{ name: 'a', content: 'first' }], { run: 'run-1' })
    await mustFit(session, first)
    const draft = session.draft(exampleTrace())
    const output = { name: 'reports', format: 'reports-1', extension: 'json' }
    const reports = await draft.write(output, { via: 'bytes', bytes: Buffer.from('[]') })
    const second = await draft.commit({ ...exampleTrace(), reports })
    await mustFit(session, second)
    await session.close()
    const other = await reading(store)
    await mustFit(other, second)
    await other.close()
  },
  'what was reported comes back with its trace, be it small or large': async (store) => {
    const session = await writing(store)
    for (const size of [10, 200_000]) {
      const trace = exampleTrace({ key: digestOf(`reports ${size}`) })
      const draft = session.draft(trace)
      const bytes = manyBytes(size)
      const output = { name: 'reports', format: 'reports', extension: 'json' }
      const reports = await draft.write(output, { via: 'bytes', bytes })
      const committed = await draft.commit({ ...trace, reports })
      assert.deepEqual(await one(session).trace(trace.key), committed)
      assert.deepEqual(new Uint8Array(await session.read(reports)), bytes)
    }
    await session.close()
    const other = await reading(store)
    for (const size of [10, 200_000]) {
      const stored = (await one(other).trace(digestOf(`reports ${size}`)))?.reports
      assert.ok(stored !== undefined)
      assert.deepEqual(new Uint8Array(await other.read(stored)), manyBytes(size))
    }
    await other.close()
  },
  'an open session sees what another one commits': async (store) => {
    const [first, second] = [await writing(store), await writing(store)]
    assert.equal(await one(second).trace(digestOf('key')), undefined)
    const committed = await commitExample(first, [{ name: 'a', content: 'A' }])
    let seen = await one(second).trace(digestOf('key'))
    for (let left = mostLooks; seen === undefined && left > 0; left--) {
      await sleep(lookEveryMs)
      seen = await one(second).trace(digestOf('key'))
    }
    assert.deepEqual(seen, committed)
    await Promise.all([first.close(), second.close()])
  },
  'a claim that was waited for shows what the one before it committed, at once': async (store) => {
    const [first, second] = [await writing(store), await writing(store)]
    const held = await takeClaim(first, digestOf('claim'))
    assert.equal(await one(second).trace(digestOf('key')), undefined)
    const waiting = takeClaim(second, digestOf('claim'))
    const committed = await commitExample(first, [])
    await held.release()
    const claim = await waiting
    assert.equal(claim.othersSaved, true)
    assert.deepEqual(await one(second).trace(digestOf('key')), committed)
    await Promise.all([first.close(), second.close()])
  },
  'nothing is seen before the commit, nor after a discard': async (store) => {
    const session = await writing(store)
    const draft = session.draft(exampleTrace())
    await draft.write(
      { name: 'a', format: 'text', extension: 'txt' },
      { via: 'bytes', bytes: Buffer.from('A') },
    )
    assert.equal(await one(session).trace(digestOf('key')), undefined)
    await draft.discard()
    assert.equal(await one(session).trace(digestOf('key')), undefined)
    assert.deepEqual(await one(session).latest('fitKnn', 10), [])
    await session.close()
  },
  'of two traces with one key the later one is found, and both are history': async (store) => {
    const session = await writing(store)
    const first = await commitExample(session, [{ name: 'a', content: 'first' }], { run: 'run-1' })
    const second = await commitExample(session, [{ name: 'a', content: 'second' }], { run: 'run-2' })
    assert.ok(second.order > first.order)
    assert.deepEqual(await one(session).trace(digestOf('key')), second)
    assert.deepEqual(
      (await one(session).latest('fitKnn', 10)).map(({ run }) => run),
      ['run-2', 'run-1'],
    )
    await session.close()
    const other = await reading(store)
    assert.deepEqual(await one(other).trace(digestOf('key')), second)
    await other.close()
  },
  'the latest executions of a stage are given newest first, no more than asked for, and of no other stage':
    async (store) => {
      const session = await writing(store)
      for (let at = 0; at < 7; at++) {
        await commitExample(session, [], {
          key: digestOf(`key ${at}`),
          run: `run-${at}`,
          stage: at === 3 ? 'other' : 'fitKnn',
        })
      }
      assert.deepEqual(
        (await one(session).latest('fitKnn', 3)).map(({ run }) => run),
        ['run-6', 'run-5', 'run-4'],
      )
      assert.deepEqual(
        (await one(session).latest('other', 3)).map(({ run }) => run),
        ['run-3'],
      )
      assert.deepEqual(await one(session).latest('fitKnn', 0), [])
      await session.close()
    },
  'what a step stood on last is found by its place, of whatever run and however many others there are':
    async (store) => {
      const session = await writing(store)
      const at = (record: string, changes: Partial<Trace> = {}): Partial<Trace> => ({
        key: digestOf(`${record} ${changes.run ?? ''}`),
        record,
        step: `fitKnn@${record}`,
        ...changes,
      })
      const placeOf = (record: string, experiment?: string): string =>
        placesOf({ stage: 'fitKnn', record, ...(experiment !== undefined && { experiment }) })[0] ?? ''
      for (let record = 0; record < 40; record++) await commitExample(session, [], at(`r${record}`))
      await commitExample(session, [], at('r7', { run: 'run-2' }))
      await commitExample(session, [], at('r7', { run: 'run-3', experiment: 'digits' }))
      await commitExample(session, [], at('ab12', { run: 'run-4', position: 1 }))
      const runsAt = async (asked: StoreSession, ...places: readonly string[]) =>
        (await asked.stood(places)).map((standing) => standing && [standing.record, standing.trace.run])
      const byPosition = placesOf({ stage: 'fitKnn', record: 'other', position: 1 })[1] ?? ''
      const mustBeFound = async (asked: StoreSession): Promise<void> =>
        assert.deepEqual(
          await runsAt(
            asked,
            placeOf('r0'),
            placeOf('r7'),
            placeOf('r7', 'digits'),
            placeOf('r8', 'digits'),
            byPosition,
          ),
          [['r0', 'run-1'], ['r7', 'run-2'], ['r7', 'run-3'], undefined, ['ab12', 'run-4']],
        )
      await mustBeFound(session)
      await session.close()
      const other = await reading(store)
      await mustBeFound(other)
      await other.close()
    },
  'a step that stands on an execution of another one is found in its own place, until it executes': async (
    store,
  ) => {
    const session = await writing(store)
    const pilot = await commitExample(session, [], { step: 'fitKnn@k=3', run: 'run-1' })
    const place = { stage: 'fitKnn', record: 'twin', step: 'fitKnn@twin' }
    const [twin = ''] = placesOf(place)
    assert.deepEqual(await session.stood([twin]), [undefined])
    await session.stand([{ place, key: pilot.key }])
    assert.deepEqual(await session.stood([twin]), [{ trace: pilot, record: 'twin' }])
    await session.close()
    const later = await writing(store)
    assert.deepEqual(await later.stood([twin]), [{ trace: pilot, record: 'twin' }])
    const own = await commitExample(later, [], { ...place, key: digestOf('own'), run: 'run-2' })
    assert.deepEqual(await later.stood([twin]), [{ trace: own, record: 'twin' }])
    await later.close()
  },
  'a run is remembered with how it ended, and one that is not over as running': async (store) => {
    const session = await writing(store)
    assert.deepEqual(await session.runs(), [])
    const begun = {
      run: 'run-1',
      experiment: 'digits',
      startedAt: 1_700_000_000_000,
      status: 'running',
    } as const
    await session.noteRun(begun)
    await commitExample(session, [])
    assert.deepEqual(await session.runs(), [begun])
    const found = [{ step: 'fit@a', before: digestOf('before'), after: digestOf('after') }]
    const ended = { ...begun, endedAt: 1_700_000_001_000, status: 'failed', found } as const
    await session.noteRun(ended)
    const second = {
      run: 'run-2',
      startedAt: 1_700_000_002_000,
      endedAt: 1_700_000_002_001,
      status: 'well',
    } as const
    await session.noteRun(second)
    await session.close()
    const other = await reading(store)
    assert.deepEqual(await other.runs(), [ended, second])
    await other.close()
  },
  'the read sets of a base are distinct and hold no values': async (store) => {
    const session = await writing(store)
    const target = { door: 'param', record: 0, path: ['k'], aspect: 'value' } as const
    const file = { door: 'file', record: 0, path: '/data.csv' } as const
    for (const saw of ['1', '2']) {
      await commitExample(session, [], { key: digestOf(`k ${saw}`), reads: [{ target, saw }] })
    }
    const reads = [
      { target, saw: '3' },
      { target: file, saw: digestOf('data') },
    ]
    await commitExample(session, [], { key: digestOf('k 3'), reads })
    await commitExample(session, [], { key: digestOf('else'), base: digestOf('other base'), reads: [] })
    const sets = (await one(session).readSets(digestOf('base'))).map((set) => set.map(({ door }) => door))
    assert.deepEqual(
      sets.toSorted((a, b) => a.length - b.length),
      [['param'], ['param', 'file']],
    )
    assert.deepEqual(await one(session).readSets(digestOf('other base')), [[]])
    await session.close()
  },
  'all read sets of a base are found that were committed side by side, with others of before': async (
    store,
  ) => {
    const session = await writing(store)
    const reads = (at: number): Trace['reads'] => [
      { target: { door: 'env', name: `VARIABLE_${at % 3}` }, saw: digestOf(`${at}`) },
    ]
    const commit = (at: number): Promise<Trace> => {
      const trace = exampleTrace({ key: digestOf(`key ${at}`), reads: reads(at) })
      return session.draft(trace).commit(trace)
    }
    await commit(0)
    await Promise.all(Array.from({ length: 100 }, (_, at) => commit(at + 1)))
    const mustHaveAll = async (asked: StoreSession): Promise<void> => {
      assert.equal((await one(asked).readSets(digestOf('base'))).length, 3)
      for (let at = 0; at <= 100; at++)
        assert.deepEqual((await one(asked).trace(digestOf(`key ${at}`)))?.reads, reads(at))
    }
    await mustHaveAll(session)
    await session.close()
    const other = await reading(store)
    await mustHaveAll(other)
    await other.close()
  },
  'an answer has one part for each part of the question, in that order, whatever is not there': async (
    store,
  ) => {
    const session = await writing(store)
    const file = { door: 'file', path: '/data.csv' } as const
    const commit = (name: string): Promise<Trace> =>
      commitExample(session, [{ name: 'a', content: name }], {
        key: digestOf(name),
        base: digestOf(name),
        stage: name,
        record: name,
        reads: [{ target: file, saw: digestOf(name) }],
      })
    const [a, b] = [await commit('a'), await commit('b')]
    const digests = ['b', 'none', 'a', 'b'].map(digestOf)
    assert.deepEqual(await session.traces(digests), [b, undefined, a, b])
    assert.deepEqual(await session.readSets(digests), [[[file]], [], [[file]], [[file]]])
    assert.deepEqual(await session.latest(['b', 'none', 'a'], 3), [[b], [], [a]])
    assert.deepEqual(await session.readings(['/none.csv', '/data.csv']), [
      undefined,
      { digest: digestOf('b') },
    ])
    const places = ['b', 'none', 'a'].map((name) => placesOf({ stage: name, record: name })[0] ?? '')
    assert.deepEqual(await session.stood(places), [
      { trace: b, record: 'b' },
      undefined,
      { trace: a, record: 'a' },
    ])
    const stored = [b, a].flatMap(({ outputs }) => outputs[0]?.stored ?? [])
    const [first] = stored
    assert.ok(first !== undefined)
    const gone = { ...first, location: `x${first.location}` }
    assert.deepEqual(await session.holds([gone, ...stored]), [false, true, true])
    for (const empty of [session.traces([]), session.readSets([]), session.stood([]), session.holds([])])
      assert.deepEqual(await empty, [])
    await session.close()
  },
  'the newest reading of a file is remembered': async (store) => {
    const session = await writing(store)
    const target = { door: 'file', path: '/data.csv' } as const
    const read = (digest: string, signature?: string) => [
      { target, saw: digestOf(digest), ...(signature !== undefined && { signature }) },
    ]
    await commitExample(session, [], { key: digestOf('1'), reads: read('old', '10 bytes') })
    await commitExample(session, [], { key: digestOf('2'), reads: read('new', '12 bytes') })
    assert.deepEqual(await one(session).reading('/data.csv'), {
      digest: digestOf('new'),
      signature: '12 bytes',
    })
    await commitExample(session, [], { key: digestOf('3'), reads: read('newer') })
    assert.deepEqual(await one(session).reading('/data.csv'), { digest: digestOf('newer') })
    assert.equal(await one(session).reading('/other.csv'), undefined)
    await session.close()
  },
  'many commits at once are all there, each with an order of its own': async (store) => {
    const session = await writing(store)
    const names = Array.from({ length: 1_500 }, (_, at) => `execution ${at}`)
    const traces = await Promise.all(
      names.map((name) =>
        commitExample(session, [{ name: 'a', content: name }], { key: digestOf(name), base: digestOf(name) }),
      ),
    )
    assert.equal(new Set(traces.map(({ order }) => order)).size, names.length)
    await session.close()
    const other = await reading(store)
    const digests = names.map(digestOf)
    const found = await other.traces(digests)
    assert.deepEqual(found, traces)
    assert.deepEqual(
      (await other.readSets(digests)).map(({ length }) => length),
      names.map(() => 1),
    )
    const stored = found.flatMap((trace) => trace?.outputs[0]?.stored ?? [])
    assert.deepEqual(
      await other.holds(stored),
      names.map(() => true),
    )
    await other.close()
  },
}
