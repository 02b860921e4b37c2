import { ConfusionMatrix } from 'ml-confusion-matrix'
import { aggregate, type ByRecord, json, stage, type StageContext } from 'stagewright'
import type { Image, Split } from './data.ts'
import type { Points } from './reduce.ts'

export const score = stage({ inputs: ['answers', 'test'], outputs: ['accuracy'], cachers: [json()] })(
  function score(_: StageContext, { answers, test }: { answers: readonly number[]; test: Points }) {
    return { accuracy: shareOfEqual(answers, test.labels) }
  },
)

const shareOfEqual = (answers: readonly number[], labels: readonly number[]): number =>
  answers.filter((answer, index) => answer === labels[index]).length / labels.length

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

export interface Ranked {
  readonly model: string
  readonly accuracy: number
}

/** All models, the best one first. */
export const rank = aggregate({ inputs: ['accuracy'], outputs: ['table'], cachers: [json()] })(function rank(
  _: StageContext,
  _models,
  { accuracy }: { accuracy: ByRecord<number> },
) {
  const table: Ranked[] = [...accuracy].map(([model, share]) => ({ model: model.name, accuracy: share }))
  return { table: table.toSorted((a, b) => b.accuracy - a.accuracy) }
})

export interface Verdict {
  readonly accuracy: number
  /** How often a digit (row) was taken for another (column). */
  readonly confusion: readonly (readonly number[])[]
  /** The image that most models misread, what it is, and what they take it for. */
  readonly hardest: {
    readonly image: Image
    readonly label: number
    readonly wrong: number
    readonly votes: readonly number[]
  }
}

/** Lets all models vote on each image. */
export const vote = aggregate({
  inputs: ['answers', 'test', 'images', 'split'],
  outputs: ['verdict'],
  cachers: [json()],
})(function vote(
  _: StageContext,
  models,
  inputs: {
    answers: ByRecord<readonly number[]>
    test: ByRecord<Points>
    images: ByRecord<readonly Image[]>
    split: ByRecord<Split>
  },
) {
  const [first] = models
  const test = first && inputs.test.get(first)
  const images = first && inputs.images.get(first)
  const split = first && inputs.split.get(first)
  if (test === undefined || images === undefined || split === undefined)
    throw new Error('There are no models to vote.')
  const ballots = [...inputs.answers.values()]
  const votes = test.labels.map((_label, index) => countVotes(ballots.map((answers) => answers[index] ?? -1)))
  const elected = votes.map((counts) => counts.indexOf(Math.max(...counts)))
  const wrong = votes.map((counts, index) => ballots.length - (counts[test.labels[index] ?? -1] ?? 0))
  const hardest = wrong.indexOf(Math.max(...wrong))
  const verdict: Verdict = {
    accuracy: shareOfEqual(elected, test.labels),
    confusion: ConfusionMatrix.fromLabels([...test.labels], elected, { labels: digits }).getMatrix(),
    hardest: {
      image: images[split.test[hardest] ?? -1] ?? [],
      label: test.labels[hardest] ?? -1,
      wrong: wrong[hardest] ?? 0,
      votes: votes[hardest] ?? [],
    },
  }
  return { verdict }
})

/** How many votes each digit got. */
const countVotes = (answers: readonly number[]): number[] =>
  digits.map((digit) => answers.filter((answer) => answer === digit).length)
