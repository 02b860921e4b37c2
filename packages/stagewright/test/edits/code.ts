import { edit, type Edit, inOrder, replace, steps } from './edit.ts'

const renamed = (from: string, to: string) =>
  inOrder(
    replace('stages', `function ${from}(`, `function ${to}(`),
    replace('stages', `executed.push('${from}')`, `executed.push('${to}')`),
  )

/** Edits of what the code does, and of what is declared about it. */
export const code: readonly Edit[] = [
  edit(
    'the body of a stage',
    replace('stages', '{ centre, bias', '{ centre: centre + 1, bias'),
    [...steps.fromClean],
    {
      'fit@k1': 'fit@k1 runs: code changed: function fit',
    },
  ),
  edit('a sibling stage', replace('stages', 'size * 2 }', 'size * 3 }'), ['count@shared'], {
    'count@shared': 'count@shared runs: code changed: function count',
  }),
  edit('the body of a helper', replace('helpers', '/ 2', '/ 4'), steps.fromClean, {
    'clean@shared': 'clean@shared runs: code changed: helper smooth',
  }),
  edit(
    'the body of a helper of a helper',
    replace('helpers', 'x * x', 'x * x * x'),
    ['clean@shared', 'fit@k1', ...steps.fromFit('k3').slice(1)],
    {
      'clean@shared': 'clean@shared runs: code changed: helper square',
      'fit@k1': `fit@k1 may run: only if 'cleaned' changes\n  clean@shared runs: code changed: helper square`,
    },
  ),
  edit('a constant', replace('constants', 'LIMIT = 50', 'LIMIT = 5'), ['clean@shared', 'fit@k1', 'fit@k3'], {
    'clean@shared': 'clean@shared runs: code changed: constant LIMIT',
  }),
  edit('a nested member that a stage uses', replace('constants', 'level: 4', 'level: 5'), steps.fromScores, {
    'score@k3': 'score@k3 runs: code changed: constant settings.deep.level',
  }),
  edit('a method of a class', replace('scaler', 'x * this.depth', 'x + this.depth'), steps.fromClean, {
    'fit@k3': 'fit@k3 runs: code changed: class Scaler',
  }),
  edit(
    'the version of a package',
    replace('node_modules/tiny-knn/package.json', '3.0.0', '3.0.1'),
    ['clean@shared', 'fit@k1', 'fit@k3'],
    {
      'fit@k1':
        'fit@k1 runs: code changed: now uses package tiny-knn@3.0.1; no longer uses package tiny-knn@3.0.0',
    },
  ),
  {
    what: 'the body of a stage that has a version',
    rounds: [{ code: replace('stages', "'size '", "'Size '"), runs: [], mayDiffer: true }],
  },
  edit('a version', replace('stages', "version: '1'", "version: '2'"), ['stamp@shared'], {
    'stamp@shared': 'stamp@shared runs: code changed: now uses version 2; no longer uses version 1',
  }),
  edit('a dependency that is declared', replace('constants', 'far: 3', 'far: 4'), ['stamp@shared'], {
    'stamp@shared': 'stamp@shared runs: code changed: dependency 1',
  }),
  {
    what: 'an edit that is taken back after a run',
    rounds: [
      { code: replace('helpers', '/ 2', '/ 4'), runs: steps.fromClean },
      { code: replace('helpers', '/ 4', '/ 2'), runs: [] },
    ],
  },
  edit(
    'an edit of a helper that changes no result',
    replace('helpers', 'square(point) + 1', '1 + square(point)'),
    ['clean@shared', 'fit@k1', 'fit@k3'],
    {
      'clean@shared': 'clean@shared runs: code changed: helper smooth',
      'score@k1': [
        `score@k1 may run: only if 'model' changes`,
        `  fit@k1 may run: only if 'cleaned' changes`,
        `  clean@shared runs: code changed: helper smooth`,
      ].join('\n'),
    },
  ),
  edit('a renamed stage that keeps its results', renamed('count', 'countTwice'), ['countTwice@shared'], {
    'countTwice@shared': 'countTwice@shared runs: first run',
  }),
  edit(
    'a renamed stage that keeps nothing',
    renamed('clean', 'purify'),
    ['purify@shared', 'fit@k1', 'fit@k3'],
    { 'purify@shared': 'purify@shared runs: first run' },
  ),
  edit(
    'a renamed output',
    inOrder(
      replace('stages', "lazy('model')", "lazy('fitted')"),
      replace('stages', '{ model: { centre, bias', '{ fitted: { centre, bias'),
      replace('stages', "['model', 'size']", "['fitted', 'size']"),
      replace('stages', '{ model, size }/*', '{ fitted: model, size }/*'),
    ),
    ['clean@shared', 'fit@k1', 'fit@k3', 'score@k1', 'score@k3'],
    { 'fit@k1': 'fit@k1 runs: code changed: function fit' },
  ),
  edit(
    'retries and a time limit',
    inOrder(
      replace(
        'stages',
        "cachers: [json()], version: '1'",
        "cachers: [json()], retries: 3, timeoutMs: 60_000, version: '1'",
      ),
      replace(
        'stages',
        "outputs: [lazy('model')], ",
        "outputs: [lazy('model')], retries: 2, timeoutMs: 50_000, ",
      ),
    ),
    [],
  ),
  edit('an output that is no longer lazy', replace('stages', "[lazy('model')]", "['model']"), []),
]
