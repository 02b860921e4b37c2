import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inProcess, memoryStore, run } from 'stagewright'
import { bestDegree, trained } from '../../src/docs/coming-from'
import { estimatePi } from '../../src/docs/more-than-one-core'
import { bigFile, embedAll, ownCacher, sharing, sweep } from '../../src/docs/recipes'
import { checkingMonoid, expanding, folding, listing } from '../../src/docs/lists'
import { fingerprinting, provingExecutor, wrapping } from '../../src/docs/own-ports'
import { documenting, reporting } from '../../src/docs/reports'
import { skipping } from '../../src/docs/skipping'
import { testing } from '../../src/docs/testing'
import { pages, readPage, root } from './page'

/** Pages whose code comes from other tests. */
const elsewhere = new Set([
  'docs/decisions/code-fingerprints.md',
  'docs/decisions/the-store.md',
  'docs/store-format.md',
])

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
  const content = readPage(page)

  it('shows only code that is compiled and run', () => {
    if (elsewhere.has(page)) return
    const blocks = [...content.matchAll(/(?:<!-- (?<source>\S+) -->\n\n?)?```ts\n(?<code>[^]*?)\n```/gu)]
    for (const { groups } of blocks) {
      expect(groups?.['source'] ?? `no source for: ${groups?.['code']}`).toMatch(/^[\w/-]+\.ts#[\w-]+$/u)
      expect(groups?.['code']).toBe(regionOf(groups?.['source'] ?? ''))
    }
  })

  it('links to pages and headings that are there', () => {
    const links = [...content.matchAll(/\]\((?<to>[^)\s]+)\)/gu)].flatMap(
      ({ groups }) => groups?.['to'] ?? [],
    )
    expect(links.filter((link) => !/^[a-z]+:/u.test(link) && !leadsSomewhere(page, link))).toEqual([])
  })
})

const leadsSomewhere = (page: string, link: string): boolean => {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? join(root, page) : join(root, page, '..', path)
  if (!existsSync(target)) return false
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).includes(heading)
}

/** As they stand in addresses. */
const headingsOf = (content: string): readonly string[] =>
  [...content.matchAll(/^#+ (?<text>.+)$/gmu)].map(({ groups }) =>
    (groups?.['text'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

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
    expect((await embedAll(['one', 'two', 'three'])).counts.ran).toBe(3)
    expect(await sharing(join(folder, 'shared'))).toBe(0)
  })

  it('on lists runs one more for one document more', async () => {
    const { before, steps, total, last } = await listing(memoryStore())
    expect(before).toContain("expands when 'documents' is known")
    const ran = steps.flatMap(({ stage, outcome }) => (outcome === 'ran' ? [stage] : []))
    expect(ran.toSorted()).toEqual([
      'count',
      'each(documents).counts',
      'each(documents).words',
      'extract',
      'split',
      'sum',
    ])
    expect(total).toEqual({ that: 1, is: 1, to: 1, be: 1, or: 1, not: 1 })
    expect(last).toEqual(['or', 'not'])
  })

  it('on lists folds, by a monoid that keeps the laws', async () => {
    expect(await folding(memoryStore())).toEqual({ to: 2, be: 2, or: 1, not: 1 })
    await checkingMonoid()
  })

  it('on lists expands by a value', async () => {
    expect(await expanding(memoryStore())).toBe('----')
  })

  it('on more than one core estimates pi in threads', async () => {
    expect(await estimatePi(memoryStore())).toBeCloseTo(3.14, 1)
  })

  it('on reports leaves a document of a program’s run', async () => {
    await documenting(join(folder, 'documented'))
    expect(readdirSync(join(folder, 'documented/runs')).join(' ')).toMatch(/^\S+\.json\.gz \S+\.line\.json$/u)
  })

  it('on reports shows what was told', async () => {
    const kinds = (await reporting(memoryStore())).map(({ kind }) => kind)
    expect(kinds).toEqual(['number', 'table', 'plot', 'markdown'])
  })

  it('on ports of your own runs, and the build counts', async () => {
    expect((await wrapping()).ran).toBe(1)
    const [explanation] = await fingerprinting()
    expect(explanation).toContain('build')
    const facts: (() => Promise<void>)[] = []
    provingExecutor(inProcess, (_, prove) => facts.push(prove))
    expect(facts.length).toBeGreaterThan(10)
    for (const prove of facts) await prove()
  })

  it('on testing holds', () => testing())

  it('of the comparisons runs, too', async () => {
    const data = join(folder, 'data.txt')
    writeFileSync(data, '0 1 4 9 16')
    expect(await bestDegree(data, memoryStore())).toBe(2)
    const server = createServer((_, response) => response.end('a few words')).listen(0)
    // A server that listens on a port has an address with one.
    process.env['SOURCE_URL'] = `http://localhost:${(server.address() as AddressInfo).port}`
    try {
      const result = await run(trained, { store: memoryStore() })
      expect(await result.value(trained, 'model')).toEqual({ words: 3 })
    } finally {
      delete process.env['SOURCE_URL']
      server.close()
    }
  })

  it('of the readme runs six functions, and then none', () => {
    const script = join(root, 'packages/examples/src/docs/readme.ts')
    const tsx = pathToFileURL(require.resolve('tsx')).href
    const start = () => {
      const flags = ['--conditions=stagewright-source', `--import=${tsx}`]
      const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number))
      return { ran: lines.map(([ran]) => ran), guesses: lines.map(([, pi]) => pi) }
    }
    const { ran, guesses } = start()
    expect(ran).toEqual([6, 6, 6])
    expect(guesses).toHaveLength(3)
    for (const guess of guesses) expect(guess).toBeCloseTo(Math.PI, 1)
    expect(start()).toEqual({ ran: [0, 0, 0], guesses })
  })
})
