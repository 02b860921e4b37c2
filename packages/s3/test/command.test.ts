import { experiment, json, stage } from 'stagewright'
import { type InProcess, inProcess } from '../../cli/test/support/in-process.ts'
import { type FakeS3, startFakeS3 } from './fake-s3.ts'
import { account } from './signature.ts'

let fake: FakeS3
let machine: InProcess
const before = { ...process.env }

const double = stage({ outputs: ['twice'], cachers: [json()], version: '1' })(function double({
  params,
}: {
  params: { n: number }
}) {
  return { twice: 2 * params.n }
})

beforeAll(async () => {
  fake = await startFakeS3()
  machine = inProcess()
  machine.program('numbers.js', {
    default: experiment({
      name: 'numbers',
      params: { one: { n: 1 }, two: { n: 2 } },
      build: (records) => records.map((each) => double(each)),
    }),
  })
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    AWS_REGION: account.region,
    AWS_ENDPOINT_URL_S3: fake.endpoint,
  })
})
afterAll(async () => {
  process.env = before
  machine.remove()
  await fake.close()
})

const remote = ['--remote', 's3://results/numbers']
const env = { STAGEWRIGHT_REMOTE: 's3://results/numbers' }

test('results go from one folder to another by one option, or by one variable', async () => {
  expect((await machine.command(['run', 'numbers.js', '--store', 'here', ...remote])).code).toBe(0)
  const planned = await machine.command(['plan', 'numbers.js', '--store', 'there'], { env })
  expect(planned.stdout).toContain('2 to reuse')
  const shown = await machine.command(['show', 'twice@two', '--store', 'there'], { env })
  expect(shown.stdout).toContain('4')
})

test('sync sends and receives, and says how much', async () => {
  await machine.command(['run', 'numbers.js', '--store', 'alone', '--set', 'n=7'])
  expect((await machine.command(['sync', '--store', 'alone', ...remote])).stdout).toBe(
    'alone and s3://results/numbers at ' +
      `${new URL(fake.endpoint).host}: 1 execution sent, 2 executions received.\n`,
  )
})

test('gc --remote shows what it would do, and does it with --yes', async () => {
  const shown = await machine.command(['gc', ...remote])
  expect(shown.stdout).toContain('Would write 2 objects of its index as 1.')
  expect(shown.stdout).toContain('Nothing was changed: add --yes to do it.')
  const done = await machine.command(['gc', '--yes', '--remote'], { env })
  expect(done.stdout).toContain('Wrote 2 objects of its index as 1.\n3 executions stay, 0 went')
  const refused = await machine.command(['gc', '--unused-for', '3d', ...remote])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('not --unused-for') })
})

test('verify --remote finds what is damaged, and removes it', async () => {
  expect((await machine.command(['verify', ...remote])).stdout).toContain('No damage found in s3://results')
  for (const [key, { bytes }] of fake.objects) if (key.includes('/bundles/')) bytes[bytes.length - 9]! ^= 1
  const found = await machine.command(['verify', ...remote])
  expect(found.code).toBe(1)
  expect(found.stdout).toContain('Damaged artifacts were removed. The next run makes them again.')
  expect([...fake.objects.keys()].filter((key) => key.includes('/bundles/'))).toEqual([])
})

test.each([
  ['an address that is none', ['plan', 'numbers.js', '--remote', 'results'], 'Write it as s3://bucket'],
  ['no address at all', ['sync'], 'Name the bucket that results are shared through'],
])('%s is refused in words', async (_, words, message) => {
  expect(await machine.command(words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('a bucket that refuses ends the command before anything runs', async () => {
  const ended = await machine.command(['run', 'numbers.js', '--remote', 's3://absent/numbers'])
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain('NoSuchBucket')
})
