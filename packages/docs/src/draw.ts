import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.ts'
import { drawPictures } from './pictures.ts'

const folder = join(root, 'docs/pictures')
mkdirSync(folder, { recursive: true })
for (const [name, svg] of await drawPictures()) writeFileSync(join(folder, `${name}.svg`), svg)
