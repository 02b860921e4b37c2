import { renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Edit, inOrder, replace, type Round, steps } from './edit.ts'
import { data } from './project.ts'

const points = 'data/points.csv'
const original = data[points] ?? ''

const write = (path: string, text: string) => (folder: string) => writeFileSync(join(folder, path), text)

/** Writes other content of the same size, and puts the time of the last change back. */
const writeSecretly = (path: string, text: string) => (folder: string) => {
  const file = join(folder, path)
  const { atime, mtime } = statSync(file)
  writeFileSync(file, text)
  utimesSync(file, atime, mtime)
}

/** In a project of its own, whose files are the ones that its first run read. */
const inFiles = (what: string, ...rounds: readonly Round[]): Edit => ({ what, before: {}, rounds })

const pointsChanged = { 'load@shared': `load@shared runs: file ${points} changed` }
const labelsChanged = { 'score@k1': 'score@k1 runs: file data/labels changed' }
const modeChanged = { 'score@k3': 'score@k3 runs: environment variable SCORE_MODE changed' }

const strict = { SCORE_MODE: 'strict' }
const mild = { SCORE_MODE: 'mild' }

/** The project reads its data from beside its own module, wherever the process works. */
const besideModule = inOrder(
  replace('stages', 'import { join }', "import { fileURLToPath } from 'node:url'\nimport { join }"),
  replace('stages', "context.file('data/points.csv')", "context.file(beside('data/points.csv'))"),
  replace('stages', "context.file('data/labels')", "context.file(beside('data/labels'))"),
  replace(
    'stages',
    'const FILLER',
    'const beside = (path/*: string*/) => fileURLToPath(new URL(path, import.meta.url))\n\nconst FILLER',
  ),
)

/** Edits of data files, of environment variables, and of where everything stands. */
export const surroundings: readonly Edit[] = [
  inFiles('an edited file', { files: write(points, '2\n4\n'), runs: steps.all, because: pointsChanged }),
  inFiles('an edited file of the same size and with its old time', {
    files: writeSecretly(points, original.replace('3', '4')),
    runs: ['load@shared', 'fit@k1', ...steps.fromFit('k3')],
    because: pointsChanged,
  }),
  inFiles('an edited file that gives the same results', {
    files: write(points, `\n${original}\n`),
    runs: ['load@shared'],
    because: pointsChanged,
  }),
  inFiles('a touched file', {
    files: (folder) => utimesSync(join(folder, points), new Date(), new Date()),
    runs: [],
  }),
  inFiles('a file that was written again with the same content', {
    files: write(points, original),
    runs: [],
  }),
  inFiles('another file of the same content in its place', {
    files: (folder) => {
      write('other.csv', original)(folder)
      renameSync(join(folder, 'other.csv'), join(folder, points))
    },
    runs: [],
  }),
  inFiles(
    'an edited file that is put back after a run',
    { files: write(points, '2\n4\n'), runs: steps.all },
    { files: write(points, original), runs: [] },
  ),
  inFiles('a file beside those that are read', { files: write('data/notes.txt', 'new'), runs: [] }),
  inFiles('an edited file of a folder', {
    files: write('data/labels/first.txt', '11'),
    runs: steps.fromScores,
    because: labelsChanged,
  }),
  inFiles('a touched file of a folder', {
    files: (folder) => utimesSync(join(folder, 'data/labels/first.txt'), new Date(), new Date()),
    runs: [],
  }),
  inFiles('a new file in a folder', {
    files: write('data/labels/third.txt', '30'),
    runs: steps.fromScores,
    because: labelsChanged,
  }),
  inFiles('a new file in a folder that changes no result', {
    files: write('data/labels/third.txt', '0'),
    runs: ['score@k1', 'score@k3'],
    because: labelsChanged,
  }),
  inFiles(
    'a file deleted from a folder, and put back',
    {
      files: (folder) => rmSync(join(folder, 'data/labels/second.txt')),
      runs: steps.fromScores,
      because: labelsChanged,
    },
    { files: write('data/labels/second.txt', '20'), runs: [] },
  ),
  inFiles('a variable that is set', { variables: strict, runs: steps.fromScores, because: modeChanged }),
  inFiles('a variable that is set to what changes no result', {
    variables: mild,
    runs: ['score@k1', 'score@k3'],
    because: modeChanged,
  }),
  inFiles('a variable that no stage reads', { variables: { OTHER_MODE: 'strict' }, runs: [] }),
  {
    what: 'a variable that changes, and goes back',
    before: { variables: strict },
    rounds: [
      { variables: mild, runs: steps.fromScores, because: modeChanged },
      { variables: strict, runs: [] },
    ],
  },
  {
    what: 'a variable that is no longer set',
    before: { variables: strict },
    rounds: [{ runs: steps.fromScores, because: modeChanged }],
  },
  inFiles('a store in another folder', { storeMovedTo: 'elsewhere/results', runs: [] }),
  inFiles('a project in another folder', { projectMovedTo: 'moved', runs: [] }),
  {
    what: 'another working directory, with data beside the module',
    before: { code: besideModule },
    rounds: [{ workingDirectory: 'data', runs: [] }],
  },
  // What a stage reads is known by the path that it asked for, so a whole path counts, and a relative one may move.
  {
    what: 'a project in another folder, with data beside the module',
    before: { code: besideModule },
    rounds: [{ projectMovedTo: 'moved', runs: ['load@shared', 'score@k1', 'score@k3'] }],
  },
]
