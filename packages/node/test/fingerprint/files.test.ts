import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFingerprinter } from '../../src/fingerprint/index.ts'

const fingerprinter = nodeFingerprinter({ env: { TOKEN: 'secret', EMPTY: '' } })
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}
const digest = (path: string) => fingerprinter.file(path)?.digest

/** Times can be set back, the time of the last change of the entry itself cannot: so wait until it is old enough. */
const untilOld = () => new Promise((resolve) => setTimeout(resolve, 2_100))

test('a file is the SHA-256 of its bytes, also when it is longer than one chunk', () => {
  const bytes = Buffer.alloc(2_500_001, 'stagewright')
  expect(digest(put('long.bin', bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
  expect(digest(put('empty.bin', ''))).toBe(fingerprinter.digest(''))
})

test('where nothing is there is no reading', () => {
  expect(fingerprinter.file(join(folder, 'none'))).toBeUndefined()
  expect(fingerprinter.file(join(put('a.txt', 'a'), 'below'))).toBeUndefined()
})

test('a file that has just changed has no signature yet', () => {
  expect(fingerprinter.file(put('a.txt', 'a'))).toEqual({ digest: fingerprinter.digest('a') })
})

test('a file whose signature is known is not read', async () => {
  const path = put('a.txt', 'a')
  await untilOld()
  const reading = fingerprinter.file(path)
  expect(reading?.signature).toBeDefined()
  const known = { digest: 'as it was', signature: reading?.signature as string }
  expect(fingerprinter.file(path, known)).toBe(known)
  utimesSync(path, 1, 1)
  expect(fingerprinter.file(path, known)?.digest).toBe(fingerprinter.digest('a'))
  writeFileSync(path, 'b')
  expect(fingerprinter.file(path, known)?.digest).toBe(fingerprinter.digest('b'))
})

test('a folder is the names and contents of all that is in it', () => {
  put('data/a.txt', 'a')
  put('data/deep/b.txt', 'b')
  put('same/deep/b.txt', 'b')
  put('same/a.txt', 'a')
  const before = digest(join(folder, 'data'))
  expect(digest(join(folder, 'same'))).toBe(before)
  put('same/deep/b.txt', 'c')
  expect(digest(join(folder, 'same'))).not.toBe(before)
  put('same/deep/b.txt', 'b')
  expect(digest(join(folder, 'same'))).toBe(before)
  put('same/deep/c.txt', '')
  expect(digest(join(folder, 'same'))).not.toBe(before)
  rmSync(join(folder, 'same/deep/c.txt'))
  mkdirSync(join(folder, 'same/empty'))
  expect(digest(join(folder, 'same'))).not.toBe(before)
})

test('a renamed file is another folder', () => {
  put('one/a.txt', 'a')
  put('two/b.txt', 'a')
  expect(digest(join(folder, 'one'))).not.toBe(digest(join(folder, 'two')))
})

test('a link counts as what it leads to, and a link back to a folder around it ends there', () => {
  put('real/a.txt', 'a')
  put('linked/placeholder', '')
  rmSync(join(folder, 'linked/placeholder'))
  symlinkSync(join(folder, 'real/a.txt'), join(folder, 'linked/a.txt'))
  expect(digest(join(folder, 'linked'))).toBe(digest(join(folder, 'real')))
  symlinkSync(folder, join(folder, 'linked/around'))
  expect(digest(join(folder, 'linked'))).toMatch(/^[0-9a-f]{64}$/)
})

test('content that changes while size and time stay is seen', async () => {
  const path = put('a.txt', 'a')
  const folderOfIt = join(folder, 'kept')
  put('kept/a.txt', 'a')
  utimesSync(path, 1, 1)
  utimesSync(join(folderOfIt, 'a.txt'), 1, 1)
  await untilOld()
  const [file, whole] = [fingerprinter.file(path), fingerprinter.file(folderOfIt)]
  for (const changed of [path, put('kept/a.txt', 'b')]) {
    writeFileSync(changed, 'b')
    utimesSync(changed, 1, 1)
  }
  expect(fingerprinter.file(path, file)?.digest).toBe(fingerprinter.digest('b'))
  expect(fingerprinter.file(folderOfIt, whole)?.digest).not.toBe(whole?.digest)
})

test('a link that leads elsewhere is another file', async () => {
  const [one, two] = [put('one.txt', 'a'), put('two.txt', 'b')]
  for (const each of [one, two]) utimesSync(each, 1, 1)
  const link = join(folder, 'link.txt')
  symlinkSync(one, link)
  await untilOld()
  const before = fingerprinter.file(link)
  rmSync(link)
  symlinkSync(two, link)
  expect(fingerprinter.file(link, before)?.digest).toBe(fingerprinter.digest('b'))
  rmSync(link)
  symlinkSync(join(folder, 'nowhere'), link)
  expect(fingerprinter.file(link, before)).toBeUndefined()
})

test('an empty folder is a folder, and not nothing', () => {
  mkdirSync(join(folder, 'empty'))
  expect(digest(join(folder, 'empty'))).toMatch(/^[0-9a-f]{64}$/)
  expect(digest(join(folder, 'empty'))).not.toBe(digest(put('empty.txt', '')))
})

test('a pipe is no file, and nobody waits for it', () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(() => fingerprinter.file(pipe)).toThrow(`The file ${pipe} cannot be read: it is neither`)
  expect(digest(folder)).toMatch(/^[0-9a-f]{64}$/)
})

test('an unreadable file is an error that names it', () => {
  const path = put('closed.txt', 'a')
  chmodSync(path, 0)
  if (process.getuid?.() === 0) return
  expect(() => fingerprinter.file(path)).toThrow(path)
})

test('an environment variable is its value and a digest', () => {
  expect(fingerprinter.env('TOKEN')).toEqual({ value: 'secret', digest: fingerprinter.digest('set:secret') })
  expect(fingerprinter.env('EMPTY')?.digest).not.toBe(undefined)
  expect(fingerprinter.env('NONE')).toBeUndefined()
})
