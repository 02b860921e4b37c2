// A language model's evaluation: every model gets every question, the answers are graded, and the models compared.
// Asking is slow and costs money, so it is a stage of its own, and each answer is kept as soon as it is there: after a
// failure, or when questions or models are added, only what is missing is asked for.

import { setTimeout as pause } from 'node:timers/promises'
import { aggregate, type ByRecord, json, pipeline, record, stage, type StageContext, text } from 'stagewright'

interface Task {
  readonly model: string
  readonly question: string
  readonly expected: number
}

// #region ask
/**
 * Asks the model. Too many requests are no failure: it waits as long as the server says, and asks again. A failure, and
 * silence of three seconds, end the call, which `retries` tries again after a pause.
 */
const ask = stage({ outputs: ['answer'], cachers: [text()], retries: 4, timeoutMs: 3000 })(
  async function ask({
    params,
    signal,
    log,
  }: StageContext<{ url: string; model: string; question: string }>) {
    const { url, model, question } = params
    const body = JSON.stringify({ model, question })
    for (;;) {
      const response = await fetch(url, { method: 'POST', body, signal })
      if (response.ok) return { answer: await response.text() }
      if (response.status !== 429) throw new Error(`the model answered with status ${response.status}`)
      const seconds = Number(response.headers.get('retry-after') ?? 1)
      log(`waits for ${seconds} s`)
      await pause(seconds * 1000, undefined, { signal })
    }
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
