import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'

// Functions of steps that make runs themselves, on the store of the run that they are part of, in processes of their own.

const start = async (folder: string, ...args: readonly string[]): Promise<any[]> => {
  const program = join(__dirname, 'runs-in-stages/program.mjs')
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, RUNS_IN_STAGES: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(await text(child.stdout))
}

const messagesOf = (told: readonly any[]): readonly string[] => told.map(({ message }) => message)

test('runs that ask for the same step share it', async () => {
  expect(await start(temporaryFolder(), 'modest', '-')).toMatchObject(
    Array.from({ length: 3 }, () => ({ outcome: 'ran' })),
  )
}, 60_000)

test.each(['here', 'threads'])(
  'a step that asks for itself fails, and does not wait: %s',
  async (how) => {
    expect(await start(temporaryFolder(), how, 'a')).toEqual([
      {
        id: 'asks@a',
        outcome: 'failed',
        tag: 'CircularWaitError',
        message:
          "Step 'asks@a' would wait for itself without end: a run that its own function makes asks for it. Pass what it needs as an input, or ask for another step there.",
      },
    ])
  },
  60_000,
)

test('so does one that is asked for by what it asks for, and the error names both', async () => {
  expect(messagesOf(await start(temporaryFolder(), 'alone', 'a,b', 'a'))).toEqual([
    "Step 'asks@a' would wait for itself without end: a run inside of 'asks@b' asks for it, and that run is inside of 'asks@a'. Pass what it needs as an input, or ask for another step there.",
  ])
}, 60_000)

const inCircle =
  /^Step 'asks@(?:\w)' would wait (?:without end: a run inside of 'asks@\w' asks for it, and .+, which runs it already, waits there for 'asks@\w'|for itself without end: a run inside of 'asks@\w' asks for it, and that run is inside of 'asks@\w')\. /u

test.each([
  ['here', 'a,b'],
  ['here', 'a,b,c'],
  ['threads', 'a,b'],
])(
  'steps that ask for each other in a circle fail, and do not wait: %s, %s',
  async (how, names) => {
    const told = await start(temporaryFolder(), how, names)
    expect(told.map(({ tag }) => tag)).toEqual(names.split(',').map(() => 'CircularWaitError'))
    for (const message of messagesOf(told)) expect(message).toMatch(inCircle)
  },
  60_000,
)

test('so do steps of two processes', async () => {
  const folder = temporaryFolder()
  const both = await Promise.all(['a', 'b'].map((me) => start(folder, 'here', 'a,b', me)))
  expect(both.flat().map(({ tag }) => tag)).toEqual(['CircularWaitError', 'CircularWaitError'])
  for (const message of messagesOf(both.flat())) expect(message).toMatch(inCircle)
}, 60_000)
