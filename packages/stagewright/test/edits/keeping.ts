import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { edit, type Edit, inOrder, replace, type Round, steps } from './edit.ts'

/** The file in which the store keeps an artifact. */
const fileOf = (folder: string, artifact: string): string => {
  const artifacts = join(folder, '.stagewright/artifacts')
  const found = readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith(artifact),
  )
  if (found.length !== 1) throw new Error(`${found.length} files hold ${artifact}`)
  return join(artifacts, found[0] ?? '')
}

const remove = (artifact: string) => (folder: string) => rmSync(fileOf(folder, artifact))
const truncate = (artifact: string) => (folder: string) => truncateSync(fileOf(folder, artifact), 1000)
const flip = (artifact: string) => (folder: string) => {
  const file = fileOf(folder, artifact)
  const bytes = readFileSync(file)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

const inStore = (what: string, ...rounds: readonly Round[]): Edit => ({ what, rounds })

const refit = replace('stages', 'params.seed ?? 0', 'params.seed ?? 1')

const importV8 = replace('stages', 'json, lazy', 'json, lazy, v8')
/** Artifacts that are lost or damaged, and stages that keep them otherwise. */
export const keeping: readonly Edit[] = [
  inStore('an artifact deleted that is a target', {
    files: remove('table.json'),
    runs: ['compare@all'],
    because: { 'compare@all': `compare@all runs: artifact 'table' is missing` },
  }),
  inStore('an artifact deleted that nothing needs', { files: remove('text.txt'), runs: [] }),
  inStore('an artifact deleted that a changed stage needs', {
    files: remove('text.txt'),
    code: refit,
    runs: ['load@shared', ...steps.fromClean],
    because: { 'load@shared': `load@shared runs: artifact 'text' is missing` },
  }),
  inStore('an artifact truncated that is a target', {
    files: truncate('table.json'),
    runs: ['compare@all'],
    because: { 'compare@all': `compare@all runs: artifact 'table' is damaged` },
  }),
  inStore(
    'a bit flipped in an artifact that is a target',
    { files: flip('table.json'), runs: [], lost: ['table@all'] },
    { runs: ['compare@all'], because: { 'compare@all': `compare@all runs: artifact 'table' is missing` } },
  ),
  inStore('a bit flipped in an artifact that nothing needs', { files: flip('text.txt'), runs: [] }),
  inStore('a bit flipped in an artifact that a changed stage needs', {
    files: flip('text.txt'),
    code: refit,
    runs: ['load@shared', ...steps.fromClean],
    damaged: true,
  }),
  inStore('a store deleted', {
    files: (folder) => rmSync(join(folder, '.stagewright'), { recursive: true }),
    runs: steps.all,
    because: { 'load@shared': 'load@shared runs: first run' },
  }),
  edit(
    'another cacher of a target',
    inOrder(
      importV8,
      replace('stages', "outputs: ['doubled'], cachers: [json()]", "outputs: ['doubled'], cachers: [v8()]"),
    ),
    [],
  ),
  inStore(
    'another cacher of an artifact, and then a change that needs it',
    {
      code: inOrder(
        importV8,
        replace('stages', "[lazy('model')], cachers: [json()]", "[lazy('model')], cachers: [v8()]"),
      ),
      runs: [],
    },
    { code: replace('constants', 'level: 4', 'level: 5'), runs: steps.fromScores },
  ),
  edit(
    'a cacher that cannot read what the last one wrote',
    inOrder(
      replace('stages', 'const FILLER', "const lines = { ...json(), format: 'lines' }\nconst FILLER"),
      replace('stages', "outputs: ['doubled'], cachers: [json()]", "outputs: ['doubled'], cachers: [lines]"),
    ),
    [],
  ),
  edit(
    'cachers for a stage that had none',
    replace('stages', "outputs: ['cleaned'] })", "outputs: ['cleaned'], cachers: [json()] })"),
    [],
  ),
  edit(
    'no more cachers of a stage in the middle',
    replace('stages', "outputs: [lazy('model')], cachers: [json()] })", "outputs: ['model'] })"),
    [],
  ),
  edit(
    'no more cachers of a target',
    replace('stages', "outputs: ['doubled'], cachers: [json()] })", "outputs: ['doubled'] })"),
    ['count@shared'],
    { 'count@shared': 'count@shared runs: it has no cachers, and its value is a target' },
  ),
]
