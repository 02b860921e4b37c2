import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { bundleScript } from '../../node/test/store/bundle-script.ts'
import { temporaryFolder } from '../../core/test/support/temporary-folder.ts'
import { type FakeS3, startFakeS3 } from './fake-s3.ts'

let fake: FakeS3
beforeEach(async () => {
  fake = await startFakeS3()
})
afterEach(() => fake.close())

interface Ended {
  readonly said: { readonly called: number; readonly ran: number; readonly bytes: number } | undefined
  readonly complaints: string
}

/** A process of its own with a folder of its own; killed after some time where one is given. */
const machine = async (
  { folder = temporaryFolder(), count = 20, pause = 0 }: { folder?: string; count?: number; pause?: number },
  killAfterMs?: number,
): Promise<Ended> => {
  const script = bundleScript(join(__dirname, 'fixtures', 'machine.ts'))
  const child = spawn(process.execPath, [script, folder, fake.endpoint, String(count), String(pause)])
  let output = ''
  let complaints = ''
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (complaints += String(text)))
  const ended = new Promise((resolve) => child.on('close', resolve))
  if (killAfterMs !== undefined) {
    while (!output.includes('begun') && child.exitCode === null) await sleep(5)
    await sleep(killAfterMs)
    child.kill('SIGKILL')
  }
  await ended
  const line = output.split('\n').find((text) => text.startsWith('{'))
  return { said: line === undefined ? undefined : (JSON.parse(line) as Ended['said']), complaints }
}

test('machines with folders of their own share one bucket, and the second does nothing again', async () => {
  const first = await machine({})
  expect(first).toMatchObject({ said: { called: 40, ran: 40 }, complaints: '' })
  const second = await machine({})
  expect(second).toMatchObject({ said: { called: 0, ran: 0, bytes: first.said?.bytes }, complaints: '' })
})

test('machines that work at the same time end with the same, and a third one finds all of it', async () => {
  const both = await Promise.all([machine({ pause: 20 }), machine({ pause: 20 })])
  for (const { said, complaints } of both) {
    expect(complaints).toBe('')
    expect(said?.ran).toBeGreaterThan(0)
  }
  expect((await machine({})).said).toMatchObject({ called: 0 })
})

test('a machine that is killed at any moment leaves nothing in part: what others see is whole', async () => {
  const folder = temporaryFolder()
  // The bucket is slow, so that kills fall between artifacts and segments as well.
  fake.fault = ({ method }) => (method === 'PUT' ? { delayMs: 15 } : undefined)
  for (const killAfterMs of [80, 260]) {
    await machine({ folder, count: 8 }, killAfterMs)
    const other = await machine({ count: 8 })
    expect(other.complaints).toBe('')
    expect(other.said?.bytes).toBe(300_000)
    for (const key of fake.objects.keys()) if (/v1\/index/u.test(key)) fake.objects.delete(key)
  }
  fake.fault = () => undefined
  expect((await machine({ folder, count: 8 })).said).toMatchObject({ bytes: 300_000 })
})

test('a bucket that fails now and then, is slow, and cuts bodies is worked with all the same', async () => {
  fake.fault = (_, at) => {
    if (at % 7 === 3) return { status: 503 }
    if (at % 11 === 5) return 'cut'
    if (at % 13 === 6) return 'answer lost'
    return at % 5 === 2 ? { delayMs: 50 } : undefined
  }
  expect(await machine({})).toMatchObject({ said: { called: 40 }, complaints: '' })
  expect(await machine({})).toMatchObject({ said: { called: 0 }, complaints: '' })
})
