import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawPictures } from '../src/pictures.ts'

const folder = join(__dirname, '../../../docs/pictures')

describe('the pictures of the docs', () => {
  it('are those that are drawn today (npm run docs:draw draws them anew)', async () => {
    const drawn = await drawPictures()
    expect(readdirSync(folder).toSorted()).toEqual([...drawn.keys()].map((name) => `${name}.svg`).toSorted())
    for (const [name, svg] of drawn) expect(readFileSync(join(folder, `${name}.svg`), 'utf8')).toBe(svg)
  })
})
