// #region defaults
import { aggregate, type ByRecord, json, stage, type StageContext } from 'stagewright'
import type { Fold } from './candidate.ts'

/** All stages of this library are tried twice. Their names begin with the library's, so that no user's stage has the same. */
const step = stage.with({ retries: 1 })
// #endregion defaults

// #region split
/** Divides the rows. Generic in the row, so it is a function that makes the stage. */
export const splitRows = <Row>() =>
  step({ name: 'evaluate-models/split', inputs: ['rows'], outputs: ['train', 'test'] })(function split(
    { params }: StageContext<Fold>,
    { rows }: { rows: Row[] },
  ) {
    const isHeldOut = (_: Row, index: number) => index % params.folds === params.fold
    return {
      train: rows.filter((row, index) => !isHeldOut(row, index)),
      test: rows.filter(isHeldOut),
    }
  })
// #endregion split

// #region compare
export interface Score {
  readonly candidate: string
  readonly mean: number
}

/** The mean accuracy of each candidate, best first. */
export const compare = aggregate.with({ retries: 1 })({
  name: 'evaluate-models/compare',
  inputs: ['accuracy'],
  outputs: ['scores'],
  cachers: [json()],
})(function compare(
  _: StageContext,
  _records,
  { accuracy }: { accuracy: ByRecord<number, { candidate: string }> },
) {
  const byCandidate = new Map<string, number[]>()
  for (const [{ params }, value] of accuracy)
    byCandidate.set(params.candidate, [...(byCandidate.get(params.candidate) ?? []), value])
  const scores = [...byCandidate].map(([candidate, values]): Score => ({
    candidate,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  }))
  return { scores: scores.toSorted((left, right) => right.mean - left.mean) }
})
// #endregion compare
