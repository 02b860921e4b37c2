import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { nodeSqlite } from '../../src/store/index/sqlite-drivers.ts'

const program = `
import { fileStore, json, record, run, stage } from '${join(__dirname, '../../../stagewright/src/index.ts')}'
const make = stage({ outputs: ['x'], cachers: [json()] })(function make({ params }) { return { x: 2 * params.n } })
const target = make(record({ n: 21 }))
for (const _ of [1, 2]) {
  await using store = fileStore(process.argv[2])
  const result = await run(target, { store })
  console.log(result.counts.ran, await result.value(target, 'x'))
}
`

test('a program in one file runs where Node has SQLite, and elsewhere says what it lacks', () => {
  const folder = temporaryFolder()
  const [source, bundle] = [join(folder, 'program.ts'), join(folder, 'program.mjs')]
  writeFileSync(source, program)
  const esbuild = join(__dirname, '../../../../node_modules/.bin/esbuild')
  const options = [
    '--bundle',
    '--platform=node',
    '--target=node20',
    '--format=esm',
    '--keep-names',
    '--log-level=error',
  ]
  execFileSync(esbuild, [source, ...options, '--conditions=stagewright-source', `--outfile=${bundle}`])
  const { stdout, stderr } = spawnSync(process.execPath, [bundle, join(folder, 'store')], {
    encoding: 'utf8',
  })
  if (nodeSqlite() === undefined) expect(stderr).toContain('npm install libsql, or use Node 22.13 or later.')
  else expect([stdout, stderr]).toEqual(['1 42\n0 42\n', ''])
})
