import { fileStore, record, run, threads } from 'stagewright'
import { asked, modest } from './stages.mjs'

// Runs steps that ask for each other, and prints what came of each, as JSON.

const [how, all, ...mine] = process.argv.slice(2)
const store = fileStore(`${process.env.RUNS_IN_STAGES}/store`)
const names = all.split(',')
const executor =
  how === 'threads' ? threads({ stages: new URL('stages.mjs', import.meta.url), size: 4 }) : undefined
const targets =
  how === 'modest'
    ? [1, 2, 3].map((k) => modest(record({ k })))
    : (mine.length > 0 ? mine : names).map((me) => asked(me, names, names.length > 1 && how !== 'alone'))
const result = await run(targets, {
  store,
  keepGoing: true,
  concurrency: 4,
  ...(executor && { executor }),
})
const rootOf = (error) => (error?._tag === 'StageExecutionError' ? rootOf(error.cause) : error)
const told = result.steps.map(({ id, outcome, error }) => {
  const root = rootOf(error)
  return { id, outcome, tag: root?._tag, message: root?.message }
})
console.log(JSON.stringify(told))
await executor?.close()
