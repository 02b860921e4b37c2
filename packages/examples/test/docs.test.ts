import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { memoryStore } from 'stagewright'
import { bigFile, ownCacher, sharing, sweep, tested } from '../src/docs/recipes'
import { skipping } from '../src/docs/skipping'
import { tutorial } from '../src/docs/tutorial'

const root = join(__dirname, '../../..')

/** Pages whose code comes from other tests. */
const elsewhere = new Set([
  'docs/decisions/code-fingerprints.md',
  'docs/decisions/the-store.md',
  'docs/store-format.md',
])

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
].filter((page) => !elsewhere.has(page))

/** `source` is `file#region`, from packages/examples/src. */
const regionOf = (source: string): string => {
  const [file = '', region = ''] = source.split('#')
  const lines = readFileSync(join(root, 'packages/examples/src', file), 'utf8').split('\n')
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  const end = lines.findIndex((line) => line.trim() === `// #endregion ${region}`)
  if (start === -1 || end === -1) throw new Error(`${file} has no region '${region}'`)
  const body = lines.slice(start + 1, end)
  const indent = Math.min(...body.filter((line) => line !== '').map((line) => line.search(/\S/u)))
  return body.map((line) => line.slice(indent)).join('\n')
}

describe.each(pages)('%s', (page) => {
  const content = readFileSync(join(root, page), 'utf8')

  it('shows only code that is compiled and run', () => {
    const blocks = [...content.matchAll(/(?:<!-- (?<source>\S+) -->\n\n?)?```ts\n(?<code>[^]*?)\n```/gu)]
    for (const { groups } of blocks) {
      expect(groups?.['source'] ?? `no source for: ${groups?.['code']}`).toMatch(/^[\w/-]+\.ts#[\w-]+$/u)
      expect(groups?.['code']).toBe(regionOf(groups?.['source'] ?? ''))
    }
  })

  it('links to files that are there', () => {
    const links = [...content.matchAll(/\]\((?<to>[^)#\s]+)(?:#[^)]*)?\)/gu)].flatMap(
      ({ groups }) => groups?.['to'] ?? [],
    )
    const missing = links
      .filter((link) => !/^[a-z]+:/u.test(link))
      .filter((link) => {
        const path = join(root, page, '..', link)
        try {
          return readFileSync(path) === undefined
        } catch (error) {
          return (error as { code?: string }).code !== 'EISDIR'
        }
      })
    expect(missing).toEqual([])
  })
})

describe('the code of the docs', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'))
    jest.spyOn(console, 'log').mockImplementation(() => {})
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
    jest.restoreAllMocks()
  })

  it('of the tutorial runs what changed', async () => {
    const files = ['Roses are never quite blue', 'Violets are never quite red'].map((content, index) => {
      const path = join(folder, `${index}.txt`)
      writeFileSync(path, content)
      return path
    })
    const store = memoryStore()
    const first = await tutorial(files, store)
    expect(await first.result.value(first.shared, 'shared')).toEqual(['never', 'quite'])
    expect(first.result.counts.ran).toBe(5)
    expect((await tutorial(files, store)).result.counts.ran).toBe(0)
    writeFileSync(files[0] ?? '', 'Roses are never\n\nquite blue')
    expect((await tutorial(files, store)).result.counts.ran).toBe(2)
    writeFileSync(files[0] ?? '', 'Roses are quite blue')
    const { shared, result } = await tutorial(files, store)
    expect(await result.value(shared, 'shared')).toEqual(['quite'])
    expect(result.counts.ran).toBe(3)
  })

  it('on skipping skips as the page says', async () => {
    expect(await skipping(memoryStore())).toEqual({
      decisions: ['load: skip', 'count: reuse', 'label: run'],
      outcomes: ['load: run, ran', 'count: maybe, skipped', 'label: maybe, reused'],
    })
  })

  it('of the recipes does what they say', async () => {
    expect(await bigFile(join(folder, 'big'))).toBe(1000)
    expect(await ownCacher(join(folder, 'own'))).toBe(100)
    expect(await sweep()).toBe(7)
    expect(await tested()).toEqual({ smoothed: [1, 2], runs: ['smooth'] })
    expect(await sharing(join(folder, 'shared'))).toBe(0)
  })

  it('of the readme runs seven functions, and then none', () => {
    const script = join(root, 'packages/examples/src/docs/readme.ts')
    const tsx = pathToFileURL(require.resolve('tsx')).href
    const start = () => {
      const flags = ['--conditions=stagewright-source', `--import=${tsx}`]
      const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      return stdout.trim().split(' ').map(Number)
    }
    const [ran, pi] = start()
    expect(ran).toBe(7)
    expect(pi).toBeCloseTo(Math.PI, 1)
    expect(start()).toEqual([0, pi])
  })
})
