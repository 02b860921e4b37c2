import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectRemoteGarbage, verifyRemote } from 'stagewright'
import { memoryRemote } from '../../../../testing/src/remote-conformance/index.ts'
import { commitExample } from '../../../../testing/src/store-conformance/example-trace.ts'
import { machine } from './machines.ts'

const writeTree = async (path: string): Promise<void> => {
  mkdirSync(join(path, 'nested', 'empty'), { recursive: true })
  writeFileSync(join(path, 'first.txt'), 'first')
  writeFileSync(join(path, '.hidden'), '')
  writeFileSync(join(path, 'nested', 'large.bin'), Buffer.alloc(3_000_000, 7))
}

test('an artifact that is a folder comes whole to another machine, empty folders and hidden files too', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  const writing = await here.open({ readOnly: false })
  const { key } = await commitExample(writing, [
    { name: 'tree', content: { via: 'path', write: writeTree }, extension: '' },
    { name: 'small file', content: { via: 'path', write: async (path) => writeFileSync(path, 'small') } },
  ])
  await writing.close()
  const session = await there.open({ readOnly: false })
  const [trace] = await session.traces([key])
  const [tree, file] = trace!.outputs.map(({ stored }) => stored!)
  expect(await session.holds([tree!, file!])).toEqual([true, true])
  const path = await session.path!(tree!)
  expect(path.startsWith(there.folder)).toBe(true)
  expect(readdirSync(path, { recursive: true }).toSorted()).toEqual([
    '.hidden',
    'first.txt',
    'nested',
    join('nested', 'empty'),
    join('nested', 'large.bin'),
  ])
  expect(readFileSync(join(path, 'nested', 'large.bin')).equals(Buffer.alloc(3_000_000, 7))).toBe(true)
  expect(readFileSync(await session.path!(file!), 'utf8')).toBe('small')
  await session.close()
  expect((await verifyRemote(there.folder, remote)).problems).toEqual([])
  expect(await collectRemoteGarbage(there.folder, remote, { graceMs: -1 })).toMatchObject({
    kept: 1,
    removed: 0,
  })
})

test('an archive that would lead out of its folder is not unpacked', async () => {
  const remote = memoryRemote()
  const [here, there] = [machine(remote), machine(remote)]
  const writing = await here.open({ readOnly: false })
  const { key } = await commitExample(writing, [
    { name: 'tree', content: { via: 'path', write: writeTree }, extension: '' },
  ])
  await writing.close()
  const [name] = [...remote.objects.keys()].filter((object) => object.startsWith('v1/trees/'))
  const crafted = JSON.stringify({ files: [{ path: '../escaped', size: 4 }], folders: [] })
  remote.objects.set(name!, { bytes: Buffer.from(`${crafted}\nevil`), writtenAt: Date.now() })
  const { emitWarning } = process
  process.emitWarning = () => {}
  const session = await there.open({ readOnly: false })
  const [trace] = await session.traces([key])
  await expect(session.path!(trace!.outputs[0]!.stored!)).rejects.toMatchObject({ _tag: 'ArtifactLostError' })
  await session.close()
  process.emitWarning = emitWarning
  expect(
    readdirSync(there.folder, { recursive: true }).filter((path) => String(path).includes('escaped')),
  ).toEqual([])
})
