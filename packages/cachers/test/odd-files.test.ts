import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileStore, json, record, run, stage, type StageContext } from 'stagewright'
import { fileReference, folderCopy } from '../src/index.ts'
import { bytesOf, loadFrom } from './bytes-of.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-odd-files-'))
  mkdirSync(join(folder, 'data', 'inner'), { recursive: true })
  writeFileSync(join(folder, 'data', 'inner', 'a.txt'), '1')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const data = () => join(folder, 'data')
const saves: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['fileReference()', async () => fileReference().save(data())],
  ['folderCopy()', async () => folderCopy().save(data(), join(folder, 'copy'))],
]

describe.each(saves)('%s', (_, save) => {
  test('refuses a folder with a fifo, and does not wait for it', async () => {
    execFileSync('mkfifo', [join(data(), 'pipe')])
    await expect(save()).rejects.toThrow(`${join(data(), 'pipe')} is neither a file nor a folder.`)
  })

  test('refuses links that lead in a circle', async () => {
    symlinkSync(data(), join(data(), 'inner', 'up'))
    await expect(save()).rejects.toThrow(
      `${join(data(), 'inner', 'up')} is a link to a folder around it, so that what is in it has no end.`,
    )
  })

  test('refuses a link to itself', async () => {
    symlinkSync(join(data(), 'self'), join(data(), 'self'))
    await expect(save()).rejects.toThrow(`${join(data(), 'self')} is a link that leads to itself.`)
  })

  test('refuses a link to nothing', async () => {
    symlinkSync(join(folder, 'nothing'), join(data(), 'lost'))
    await expect(save()).rejects.toThrow(`${join(data(), 'lost')} is a link to something that is not there.`)
  })

  test('refuses a name that is not UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${data()}/`), Buffer.from([0x61, 0xff])]), '')
    await expect(save()).rejects.toThrow('has a name that is not UTF-8.')
  })

  test('follows a link to a folder elsewhere', async () => {
    mkdirSync(join(folder, 'elsewhere'))
    writeFileSync(join(folder, 'elsewhere', 'b.txt'), '2')
    symlinkSync(join(folder, 'elsewhere'), join(data(), 'linked'))
    await expect(save()).resolves.not.toThrow()
  })
})

test('folderCopy() copies what links lead to, and empty folders', async () => {
  mkdirSync(join(data(), 'empty'))
  mkdirSync(join(folder, 'elsewhere'))
  writeFileSync(join(folder, 'elsewhere', 'b.txt'), '2')
  symlinkSync(join(folder, 'elsewhere'), join(data(), 'linked'))
  await folderCopy().save(data(), join(folder, 'copy'))
  expect(
    execFileSync('find', ['copy', '-type', 'd,f'], { cwd: folder }).toString().split('\n').toSorted(),
  ).toEqual(['', 'copy', 'copy/empty', 'copy/inner', 'copy/inner/a.txt', 'copy/linked', 'copy/linked/b.txt'])
})

test('fileReference() notices a change behind a link to a folder', async () => {
  mkdirSync(join(folder, 'elsewhere'))
  writeFileSync(join(folder, 'elsewhere', 'b.txt'), '2')
  symlinkSync(join(folder, 'elsewhere'), join(data(), 'linked'))
  const saved = await bytesOf(fileReference() as never, data())
  expect(await loadFrom(fileReference() as never, saved)).toBe(data())
  writeFileSync(join(folder, 'elsewhere', 'b.txt'), '3')
  await expect(loadFrom(fileReference() as never, saved)).rejects.toThrow(
    'is not what it was when the stage ran',
  )
})

test('a relative path that fileReference() keeps is the same for those who need it first and later', async () => {
  const path = relative(process.cwd(), join(data(), 'inner', 'a.txt'))
  const refer = stage({ name: 'refer', outputs: ['path'], cachers: [fileReference()], version: 1 })(() => ({
    path,
  }))
  const look = (version: number) =>
    stage({ name: 'look', inputs: ['path'], outputs: ['seen'], cachers: [json()], version })(
      (_: StageContext, inputs: { path: string }) => ({
        seen: [inputs.path, readFileSync(inputs.path, 'utf8')],
      }),
    )
  const seen: unknown[] = []
  for (const version of [1, 2]) {
    const target = look(version)(refer(record({})))
    const result = await run(target, { store: fileStore(join(folder, 'store')) })
    seen.push(await result.value(target, 'seen'))
  }
  expect(seen).toEqual([
    [join(data(), 'inner', 'a.txt'), '1'],
    [join(data(), 'inner', 'a.txt'), '1'],
  ])
})
