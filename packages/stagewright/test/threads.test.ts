import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// A program with two threads, in a process of its own: what it tells is looked at here, fact by fact.

let told: any

beforeAll(() => {
  const program = join(__dirname, 'threads/program.mjs')
  const { stdout, stderr, status } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`It ended with ${status}: ${stderr}`)
  told = JSON.parse(stdout)
}, 120_000)

test('steps in threads have the keys, reads and digests of steps that run here', () => {
  expect(told.sameTraces).toBe(true)
  expect(told.table).toEqual([
    [1, 6],
    [2, 12],
  ])
})

test('what a function logs in a thread is told', () => {
  expect(told.logs).toBe(2)
})

test('a second run reuses everything, and a parameter that changed runs only what reads it', () => {
  expect(told.again).toMatchObject({ ran: 0, failed: 0 })
  expect(told.oneMore).toMatchObject({ ran: 3, reused: 2, failed: 0 })
})

test('a function that ends its thread fails its step alone, by name', () => {
  expect(told.exit).toMatchObject({ ran: 1, failed: 1 })
  expect(told.exit.message).toMatch(
    /^Stage 'misbehaving' failed for record 'exit': its thread ended \(worker exited with code: 3\)\. /u,
  )
})

test('an error keeps its class, code and errors, and null is thrown as null', () => {
  expect(told['throw odd']).toMatchObject({
    ran: 1,
    message: "Stage 'misbehaving' failed for record 'throw odd': odd",
    cause: { name: 'OddError', isRange: true, code: 'ODD', errors: [true] },
  })
  expect(told['throw null'].message).toBe("Stage 'misbehaving' failed for record 'throw null': null")
})

test('a rejection that a function left alone fails its own step, and no other', () => {
  expect(told.stray).toMatchObject({
    ran: 1,
    failed: 1,
    message: "Stage 'misbehaving' failed for record 'stray': left alone",
  })
})

test('a value that would not be the same after crossing is refused', () => {
  expect(told.instance).toMatchObject({ ran: 1, failed: 1 })
  expect(told.instance.message).toContain("the output 'x' cannot be passed to another thread as it is.")
})

test('an abort ends a busy loop', () => {
  expect(told.loop).toBe('RunAbortedError')
  expect(told.loopEnded).toBe(true)
})

test('a stage that the module does not export is refused, and one that stays here runs here', () => {
  expect(told.unknown).toEqual(['StageUnavailableError', true])
  expect(told.calls).toBe(1)
})
