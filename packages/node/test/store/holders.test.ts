import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { takeClaim } from '@stagewright/core'
import { fileStore as storeOfRuns, json, record, run, type RunEvent, stage } from 'stagewright'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { collectGarbage, fileStore } from '../../src/store/index.ts'
import { digestOf, execute, traceFor } from './fixtures/executions.ts'
import { runScript, type Script, scriptPath } from './run-script.ts'
import { one } from '../../../testing/src/store-conformance/one.ts'

// How those end for whom others wait, and how long the others wait. The limits are generous, for machines that are busy.

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})

const twelve = Array.from({ length: 12 }, (_, k) => `s${k}`)
const run12 = (concurrency: number, ms: number, names = twelve): Script =>
  runScript('sharing-runner', directory, `${concurrency}`, `${ms}`, ...names)

const linesLike = ({ lines }: Script, pattern: RegExp): readonly string[] =>
  lines.filter((line) => pattern.test(line))

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await sleep(10)
}

const begins = (script: Script, name: string): Promise<void> =>
  until(() => script.lines.includes(`begin ${name}`))

test('two processes of one slot each share twelve steps, and do none of them twice', async () => {
  scriptPath('sharing-runner')
  const both = [run12(1, 150), run12(1, 150)]
  await Promise.all(both.map(({ ended }) => ended))
  const [first = 0, second = 0] = both.map((script) => linesLike(script, /^begin/u).length)
  expect(first + second).toBe(12)
  expect(Math.min(first, second)).toBeGreaterThanOrEqual(3)
}, 180_000)

test('a process that is stopped holds up nobody’s other steps, and after a while not its own one either', async () => {
  const stopped = run12(1, 400)
  await begins(stopped, 's0')
  stopped.child.kill('SIGSTOP')
  try {
    const other = run12(1, 10)
    await other.ended
    // They sleep for another time, which is a parameter, so these are steps of their own. The same ones are below.
    expect(linesLike(other, /^begin/u)).toHaveLength(12)
    const same = run12(1, 400)
    await same.ended
    const begun = linesLike(same, /^begin/u).map((line) => line.slice(6))
    expect(begun.toSorted()).toEqual(twelve.toSorted())
    expect(begun.at(-1)).toBe('s0')
    expect(linesLike(same, /^waiting/u)[0]).toMatch(
      new RegExp(
        `^waiting work@s0 for process ${stopped.child.pid}, which is stopped, which runs the same$`,
        'u',
      ),
    )
  } finally {
    stopped.child.kill('SIGCONT')
  }
  await stopped.ended
}, 180_000)

test('the claim of a process that was killed is free at once', async () => {
  const killed = run12(1, 60_000)
  await begins(killed, 's0')
  const other = run12(12, 60_000, ['s0'])
  await sleep(300)
  expect(linesLike(other, /^begin/u)).toEqual([])
  killed.child.kill('SIGKILL')
  const killedAt = performance.now()
  await begins(other, 's0')
  expect(performance.now() - killedAt).toBeLessThan(50_000)
  other.child.kill('SIGKILL')
  await Promise.all([killed.ended, other.ended])
}, 180_000)

test('the claim of a worker thread that was terminated is free at once, though its process lives', async () => {
  if (process.platform !== 'linux') return
  const worker = new Worker(scriptPath('sharing-runner'), {
    argv: [directory, '1', '60000', 's0'],
    stdout: true,
  })
  let printed = ''
  worker.stdout.on('data', (text) => (printed += String(text)))
  await until(() => printed.includes('begin s0'))
  const other = run12(1, 60_000, ['s0'])
  await sleep(300)
  expect(linesLike(other, /^begin/u)).toEqual([])
  await worker.terminate()
  const endedAt = performance.now()
  await begins(other, 's0')
  expect(performance.now() - endedAt).toBeLessThan(50_000)
  other.child.kill('SIGKILL')
  await other.ended
}, 180_000)

test('who holds a claim in a store holds nothing in a copy of its folder', async () => {
  const first = await fileStore(directory).open({ readOnly: false })
  const another = await fileStore(directory).open({ readOnly: false })
  await takeClaim(first, digestOf('noted'))
  await takeClaim(another, digestOf('written'))
  const copy = `${directory}-copy`
  cpSync(directory, copy, { recursive: true })
  const copied = await fileStore(copy).open({ readOnly: false })
  for (const name of ['noted', 'written']) {
    expect((await copied.claim(digestOf(name))).isTaken).toBe(true)
    expect((await another.claim(digestOf(name))).isTaken).toBe(false)
  }
  await Promise.all([first, another, copied].map((session) => session.close()))
})

test('a call that ignores its abort keeps nobody from doing the same after a moment', async () => {
  let calls = 0
  const deaf = stage({ name: 'deaf', outputs: ['x'], cachers: [json()], version: 1 })(async () => {
    if (++calls === 1) await new Promise(() => {})
    return { x: calls }
  })
  const store = storeOfRuns(directory)
  const controller = new AbortController()
  const { signal } = controller
  const onEvent = ({ type }: RunEvent): void => {
    if (type === 'step-started') setTimeout(() => controller.abort(), 20)
  }
  await expect(run(deaf(record({})), { store, signal, onEvent })).rejects.toMatchObject({
    _tag: 'RunAbortedError',
    unsettled: [expect.stringContaining('deaf@') as string],
  })
  const startedAt = performance.now()
  const target = deaf(record({}))
  expect(await (await run(target, { store })).value(target, 'x')).toBe(2)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

test('a thread that is busy with a step holds up nobody’s other steps, although its steps before were short', async () => {
  const busy = run12(1, 0, ['a', 'b', 'c', 'd', 'busy-6000'])
  await begins(busy, 'busy-6000')
  const other = run12(1, 0, ['e', 'f'])
  await other.ended
  expect(linesLike(other, /^waiting/u)).toEqual([])
  const same = run12(1, 0, ['g', 'busy-6000'])
  await same.ended
  // Not done twice.
  expect(linesLike(same, /^begin/u)).toEqual(['begin g'])
  await busy.ended
}, 180_000)

test('a path that was handed out by a session that only reads stays while that session lives', async () => {
  const writing = await fileStore(directory).open({ readOnly: false })
  const draft = writing.draft({ stage: 'make', record: 'r', key: digestOf('key') })
  const stored = await draft.write(
    { name: 'big', format: 'bytes', extension: 'bin' },
    { via: 'bytes', bytes: Buffer.alloc(200_000) },
  )
  await draft.commit(traceFor('e-big', [{ name: 'big', digest: stored.checksum, stored }]))
  await execute(writing, 'e-1')
  await writing.close()
  const reading = await fileStore(directory).open({ readOnly: true })
  const path = (await reading.path?.(stored)) ?? ''
  await collectGarbage(directory, { olderThanMs: 0, keep: () => false })
  expect(await one(reading).holds(stored)).toBe(true)
  expect(path).toContain('big.bin')
  await reading.close()
  await collectGarbage(directory, { olderThanMs: 0, keep: () => false })
  const again = await fileStore(directory).open({ readOnly: true })
  expect(await one(again).holds(stored)).toBe(false)
  await again.close()
})
