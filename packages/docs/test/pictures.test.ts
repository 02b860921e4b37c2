import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawPictures } from '../src/pictures.ts'

const folder = join(__dirname, '../../../docs/pictures')

describe('the pictures of the docs', () => {
  it('are those that are drawn today (npm run docs:draw draws them anew)', async () => {
    const drawn = await drawPictures()
    // Pictures of the report are taken in a browser, and differ with its fonts.
    const svg = readdirSync(folder).filter((name) => name.endsWith('.svg'))
    expect(svg.toSorted()).toEqual([...drawn.keys()].map((name) => `${name}.svg`).toSorted())
    for (const [name, picture] of drawn)
      expect(readFileSync(join(folder, `${name}.svg`), 'utf8')).toBe(picture)
  })
})
