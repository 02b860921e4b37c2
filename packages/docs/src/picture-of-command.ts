import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './folders.ts'
import { terminalPicture } from './terminal-picture.ts'

const program = (weight: number): string => `
import { aggregate, experiment, json, record, stage } from 'stagewright'
const kept = { cachers: [json()] }
const weigh = (number) => number * ${weight}
const load = stage({ ...kept, outputs: ['rows'] })(function load({ params }) {
  return { rows: Array.from({ length: params.size }, (_, row) => row) }
})
const fit = stage({ ...kept, inputs: ['rows'], outputs: ['model'] })(function fit({ params }, { rows }) {
  return { model: rows.length % params.k }
})
const score = stage({ ...kept, inputs: ['model'], outputs: ['accuracy'] })(function score(_, { model }) {
  return { accuracy: weigh(model) }
})
const compare = aggregate({ ...kept, inputs: ['accuracy'], outputs: ['table'] })(function compare(_, records, { accuracy }) {
  return { table: [...accuracy.values()] }
})
export default experiment({
  name: 'digits',
  params: { k1: { size: 8, k: 1 }, k3: { size: 8, k: 3 }, k5: { size: 8, k: 5 } },
  build: (records) => compare(record({}, { name: 'all' }), records.map((one) => score(fit(load(one))))),
})
`

/** What `stagewright plan` and `explain` print after a run and an edit of a helper. */
export const pictureOfCommand = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-picture-'))
  const command = (...args: readonly string[]): string => {
    const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined }
    const bin = join(root, 'packages/stagewright/bin/stagewright.js')
    const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, 'packages/stagewright'), join(folder, 'node_modules/stagewright'))
    const file = join(folder, 'digits.mjs')
    writeFileSync(file, program(2))
    command('run', 'digits.mjs', '--quiet')
    writeFileSync(file, program(3))
    const printed = [
      '$ npx stagewright plan digits.mjs',
      command('plan', 'digits.mjs'),
      '$ npx stagewright explain score@k3 digits.mjs',
      command('explain', 'score@k3', 'digits.mjs'),
    ]
    return terminalPicture(printed.join('\n').replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/gu, '2026-03-14 15:09'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
