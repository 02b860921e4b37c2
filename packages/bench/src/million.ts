import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectGarbage, fileStore, json, listExecutions, plan, record, run, stage } from 'stagewright'
import { execute } from './example-executions.ts'
import { timed } from './timed.ts'

/**
 * A store of a million executions with one small artifact each: `node million.js [executions] [steps of the plan]`. The
 * last of them are those of a real run, so that a real plan can find that nothing is to be done.
 */

const [executions = 1_000_000, planned = 10_000] = process.argv.slice(2, 4).map(Number)
const atOnce = 10_000

const score = stage({ name: 'score', outputs: ['accuracy'], cachers: [json()], version: '1' })(
  ({ params }: { readonly params: { readonly k: number } }) => ({ accuracy: params.k }),
)

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

const folder = mkdtempSync(join(tmpdir(), 'stagewright-million-'))
const directory = join(folder, 'store')
const store = fileStore(directory)
const written = executions - planned

await timed(`${written} executions written`, async () => {
  const session = await store.open({ readOnly: false })
  for (let from = 0; from < written; from += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, written - from) }, (_, at) => execute(session, from + at)),
    )
  await session.close()
})
const targets = Array.from({ length: planned }, (_, k) => score(record({ k }, { name: `k=${k}` })))
await timed(`${planned} more by a run`, () => run(targets, { store }))
const megabytes = sizeOf(directory) / 2 ** 20
console.log(
  `${'size on disk'.padEnd(60)} ${megabytes.toFixed(0)} MB, ${((megabytes * 2 ** 20) / executions).toFixed(0)} bytes each`,
)
for (const time of ['', ', again']) {
  const { counts } = await timed(`plan of the last ${planned}, nothing to do${time}`, () =>
    plan(targets, { store }),
  )
  if (counts.run + counts.maybe > 0) throw new Error('Something was to be done.')
}
await timed('the newest 20 listed', () => listExecutions(directory, { limit: 20 }))
const dry = await timed('garbage looked for, dry', () =>
  collectGarbage(directory, { maxBytes: 0, dryRun: true }),
)
console.log(`${'of which would go'.padEnd(60)} ${dry.removed.length}`)
await timed('all but the last removed', () =>
  collectGarbage(directory, { olderThanMs: 0, keep: (trace) => trace.stage === 'score' }),
)
console.log(`${'size on disk'.padEnd(60)} ${(sizeOf(directory) / 2 ** 20).toFixed(0)} MB`)
rmSync(folder, { recursive: true })
