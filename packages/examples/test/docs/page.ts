import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root: string = join(__dirname, '../../../..')

/** All pages, by their paths in the repository. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
]

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8')

/** The parts of a page that come after a marker, each with what stands in the blocks that follow it at once. */
export const blocksAfter = (page: string, marker: string): readonly (readonly Block[])[] =>
  readPage(page)
    .split(`<!-- ${marker} -->\n`)
    .slice(1)
    .map((part) => leadingBlocks(part))

export interface Block {
  readonly language: string
  readonly text: string
}

const leadingBlocks = (part: string): readonly Block[] => {
  const blocks: Block[] = []
  const block = /^\s*```(?<language>\w+)\n(?<text>[^]*?)\n```\n/u
  for (let rest = part; ;) {
    const found = block.exec(rest)
    if (found === null) return blocks
    blocks.push({ language: found.groups?.['language'] ?? '', text: found.groups?.['text'] ?? '' })
    rest = rest.slice(found[0].length)
  }
}
