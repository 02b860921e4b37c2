import { aggregate, type ByRecord, json, pipeline, record, stage, type StageContext, text } from 'stagewright'

interface Task {
  readonly model: string
  readonly question: string
  readonly expected: number
}

// #region ask
/** Asks the model. A refusal, a failure and silence are all tried again. */
const ask = stage({ outputs: ['answer'], cachers: [text()], retries: 4, timeoutMs: 1500 })(
  async function ask({ params, signal }: StageContext<{ url: string; model: string; question: string }>) {
    const { url, model, question } = params
    const body = JSON.stringify({ model, question })
    const response = await fetch(url, { method: 'POST', body, signal })
    if (!response.ok) throw new Error(`the model answered with status ${response.status}`)
    return { answer: await response.text() }
  },
)
// #endregion ask

/** Grading is cheap and often changed, so it is a stage of its own: changing it asks nothing again. */
const grade = stage({ inputs: ['answer'], outputs: ['isRight'], cachers: [json()] })(function grade(
  { params }: StageContext<{ expected: number }>,
  { answer }: { answer: string },
) {
  return { isRight: answer.match(/\d+/u)?.[0] === String(params.expected) }
})

const compare = aggregate({ inputs: ['isRight'], outputs: ['scores'], cachers: [json()] })(function compare(
  _: StageContext,
  _tasks,
  { isRight }: { isRight: ByRecord<boolean, { model: string }> },
) {
  const scores: Record<string, { right: number; of: number }> = {}
  for (const [task, right] of isRight) {
    const score = (scores[task.params.model] ??= { right: 0, of: 0 })
    score.of++
    if (right) score.right++
  }
  return { scores }
})

const answerTask = pipeline(ask, grade)

// #region evaluation
/** @param url where the models are, which changes no answer and is therefore operational */
export const evaluation = (url: string, tasks: readonly Task[]) =>
  compare(
    record({}, { name: 'all tasks' }),
    tasks.map(({ model, question, expected }) =>
      answerTask(
        record({ url, model, question, expected }, { name: `${model}: ${question}`, operational: ['url'] }),
      ),
    ),
  )
// #endregion evaluation

/** Every model gets every question. */
export const tasksFor = (models: readonly string[], sums: readonly (readonly [number, number])[]): Task[] =>
  models.flatMap((model) =>
    sums.map(([a, b]) => ({ model, question: `What is ${a} + ${b}?`, expected: a + b })),
  )
