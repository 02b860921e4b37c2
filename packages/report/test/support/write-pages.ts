import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryStore } from '@stagewright/core'
import { makeRunPage, type RunDocument } from '@stagewright/report'
import { digits } from './digits.ts'
import { documentOf, loaderOf } from './documents.ts'
import { chainOf } from './large.ts'

// Writes the pages that the browser's test opens into a folder.

const folder = process.argv[2] ?? '.'
const store = memoryStore()
const loadReports = loaderOf(store)
const write = async (name: string, document: RunDocument, before?: RunDocument): Promise<void> =>
  writeFileSync(join(folder, `${name}.html`), await makeRunPage(document, { loadReports, before }))

const first = await documentOf(digits(), store)
await write('first', first)
await write('second', await documentOf(digits({ k: 2 }), store), first)
await write('warm', await documentOf(digits({ k: 2 }), store))
await write('failed', await documentOf(digits({ k: 9, fails: true }), store))
await write('large', chainOf(1_000))
