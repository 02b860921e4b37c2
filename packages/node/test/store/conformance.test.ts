import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '../../src/store/index.ts'
import { commitExample } from '../../../testing/src/store-conformance/example-trace.ts'
import { storeConformance } from '../../../testing/src/store-conformance/index.ts'

test('an artifact of the form that a file store gives, and that is not there, is not held, and is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stagewright-store-'))
  const session = await fileStore(join(folder, 'store')).open({ readOnly: false })
  const { outputs } = await commitExample(session, [
    { name: 'small', content: 'A' },
    { name: 'large', content: 'B'.repeat(100_000) },
  ])
  for (const { stored } of outputs) {
    const elsewhere = { ...stored!, location: stored!.location.replace(/\w+(?=\.)/, '987654321') }
    expect(elsewhere.location).not.toBe(stored!.location)
    expect(await session.holds([elsewhere])).toEqual([false])
    for (const asked of [session.read, session.path!])
      await expect(asked(elsewhere)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
    await expect(session.stream(elsewhere)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      _tag: 'ArtifactLostError',
    })
  }
  await session.close()
  await rm(folder, { recursive: true })
})

test('an open session sees what another one of this process commits at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stagewright-store-'))
  const open = () => fileStore(join(folder, 'store')).open({ readOnly: false })
  const [first, second] = [await open(), await open()]
  const committed = await commitExample(first, [])
  expect(await second.traces([committed.key])).toEqual([committed])
  await Promise.all([first.close(), second.close()])
  await rm(folder, { recursive: true })
})

describe.each(['fast', 'fsync'] as const)('a file store that is %s', (durability) => {
  const facts = storeConformance(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stagewright-store-'))
    return {
      store: fileStore(join(folder, 'store'), { durability }),
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  })
  test.each(facts)('$title', ({ run }) => run())
})
