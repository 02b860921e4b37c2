import { edit, type Edit, inOrder, replace, steps } from './edit.ts'

const inExperiment = (from: string | RegExp, to: string) => replace('experiment', from, to)
const k3 = "variant('k3', { k: 3, bias: 1, note: 'high', model: { depth: 2, note: 'flat' }, workers: 2 }),"
const inK3 = (from: string, to: string) => inExperiment(k3, k3.replace(from, to))

/** Edits of parameters and of the records that hold them. */
export const parameters: readonly Edit[] = [
  edit('a parameter that a stage reads', inK3('k: 3', 'k: 6'), steps.fromFit('k3'), {
    'fit@k3': `fit@k3 runs: parameter 'k' changed from 3 to 6`,
  }),
  edit('a parameter that no stage reads', inK3("note: 'high'", "note: 'higher'"), []),
  edit('a nested parameter that a stage reads', inK3('depth: 2', 'depth: 7'), steps.fromFit('k3'), {
    'fit@k3': `fit@k3 runs: parameter 'model.depth' changed from 2 to 7`,
  }),
  edit('a nested parameter that no stage reads', inK3("note: 'flat'", "note: 'steep'"), []),
  edit('a parameter of the shared beginning', inExperiment('least: 0', 'least: 2'), steps.all, {
    'load@shared': `load@shared runs: parameter 'least' changed from 0 to 2`,
  }),
  edit('a parameter that changes no result', inExperiment('least: 0', 'least: -1'), ['load@shared'], {
    'load@shared': `load@shared runs: parameter 'least' changed from 0 to -1`,
  }),
  edit('a number that becomes a text', inK3('k: 3', "k: '3'"), ['clean@shared', 'fit@k3', 'compare@all'], {
    'fit@k3': `fit@k3 runs: parameter 'k' changed from 3 to "3"`,
  }),
  edit('a new parameter that no stage reads', inK3('bias: 1', 'bias: 1, extra: [1, 2]'), []),
  edit('a new parameter that a stage looks for', inK3('bias: 1', 'bias: 1, seed: 7'), steps.fromFit('k3'), {
    'fit@k3': `fit@k3 runs: parameter 'seed' changed from nothing to 7`,
  }),
  edit('a parameter left out that no stage reads', inK3("note: 'high', ", ''), []),
  edit('a parameter left out that a stage looks for', inK3('bias: 1, ', ''), steps.fromFit('k3'), {
    'fit@k3': `fit@k3 runs: parameter 'bias' changed from 1 to nothing`,
  }),
  edit(
    'the order of parameters',
    inExperiment(
      k3,
      "variant('k3', { workers: 2, model: { note: 'flat', depth: 2 }, note: 'high', bias: 1, k: 3 }),",
    ),
    [],
  ),
  edit('an operational parameter', inExperiment(/workers: 2/g, 'workers: 1'), []),
  edit(
    'the name of a record, which one stage reads',
    inExperiment("variant('k1'", "variant('first'"),
    ['describe@first'],
    {
      'describe@first': `describe@first runs: the record's name changed from 'k1' to 'first'`,
    },
  ),
  edit('the name of a record, which no stage reads', inExperiment("variant('k3'", "variant('third'"), []),
  edit('a new record', inExperiment(k3, `${k3}\n  ${k3.replaceAll('3', '9')}`), steps.fromFit('k9'), {
    'compare@all': `compare@all runs: it gets 3 records instead of 2`,
  }),
  edit('a record left out', inExperiment(k3, ''), ['compare@all'], {
    'compare@all': 'compare@all runs: it gets 1 record instead of 2',
  }),
  edit(
    "the order of an aggregate's records",
    inExperiment("{ name: 'all' }), variants)", "{ name: 'all' }), variants.toReversed())"),
    ['compare@all'],
  ),
  edit('a parameter of an aggregate', inExperiment("title: 'Variants'", "title: 'Both'"), ['compare@all'], {
    'compare@all': `compare@all runs: parameter 'title' changed from "Variants" to "Both"`,
  }),
  {
    what: 'a parameter that goes back to an earlier value',
    rounds: [
      { code: inK3('k: 3', 'k: 6'), runs: steps.fromFit('k3') },
      { code: inExperiment('k: 6', 'k: 3'), runs: [] },
    ],
  },
  edit('a variant that becomes equal to another', inOrder(inK3('k: 3', 'k: 1')), ['compare@all'], {}),
]
