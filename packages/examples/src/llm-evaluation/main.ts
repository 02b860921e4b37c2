import { run, type RunEvent } from 'stagewright'
import { evaluation, tasksFor } from './evaluation.ts'
import { startModelServer } from './model-server.ts'

// `npm run llm -w @stagewright/examples`, and once more: the second time nobody is asked. Then add a question here, or a
// model ('hasty' or any other name), or change how answers are graded in evaluation.ts.

const tasks = tasksFor(
  ['careful', 'hasty'],
  [
    [2, 3],
    [10, 20],
    [18, 7],
    [46, 55],
    [21, 34],
  ],
)

const narrate = (event: RunEvent): void => {
  if (event.type === 'step-retried') {
    // What a stage throws may be anything.
    const why = event.cause instanceof Error ? event.cause.message : String(event.cause)
    console.log(`again  ${event.record}  (${why})`)
  }
  if (event.type === 'step-log') console.log(`        ${event.record}  (${event.parts.join(' ')})`)
  if (event.type === 'step-finished' && event.stage === 'ask' && event.outcome === 'ran')
    console.log(`answer ${event.record}`)
}

const server = await startModelServer()
try {
  const target = evaluation(server.url, tasks)
  const result = await run(target, { concurrency: 4, onEvent: narrate })
  console.table(await result.value(target, 'scores'))
  console.log(
    `${result.counts.ran} functions executed; ${server.requests()} requests, ${server.refused()} of them refused, for ${server.answered()} answers.`,
  )
} finally {
  await server.close()
}
