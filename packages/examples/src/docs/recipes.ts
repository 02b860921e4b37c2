import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import {
  fileStore,
  fork,
  json,
  lazy,
  type LazyHandle,
  memoryStore,
  type PathCacher,
  pipeline,
  record,
  run,
  stage,
  type StageContext,
  type StreamCacher,
} from 'stagewright'

// #region resources
const embed = stage({ outputs: ['vector'], needs: { gpu: 1 }, cachers: [json()], retries: 2 })(
  function embed({ params }: StageContext<{ text: string }>) {
    return { vector: [params.text.length] }
  },
)

/** One embedding at a time, and as many other steps beside it as there are slots. */
export const embedAll = (texts: readonly string[]) =>
  run(
    texts.map((text) => embed(record({ text }))),
    { store: memoryStore(), concurrency: 4, resources: { gpu: 1, openai: { perMinute: 60 } } },
  )
// #endregion resources

// #region path-cacher
/** Keeps whatever makes lines, written one after the other to a file. */
const lines: PathCacher<readonly string[]> = {
  via: 'path',
  format: 'lines-1',
  extension: 'txt',
  save: (value, path) =>
    writeFile(
      path,
      value.map((line) => `${line}\n`),
    ),
  load: (path) => readLines(path),
}

const readLines = async (path: string): Promise<string[]> => {
  const found: string[] = []
  for await (const line of createInterface(createReadStream(path))) found.push(line)
  return found
}
// #endregion path-cacher

// #region big
const makeLog = stage({ outputs: [lazy('log', { resolve: false })], cachers: [lines] })(function makeLog({
  params,
}: StageContext<{ size: number }>) {
  return {
    log: Array.from({ length: params.size }, (_, line) => `${line} ${line % 3 === 0 ? 'error' : 'fine'}`),
  }
})

const countErrors = stage({ inputs: ['log'], outputs: ['errors'], cachers: [json()] })(
  async function countErrors(_: StageContext, { log }: { log: LazyHandle<readonly string[]> }) {
    let errors = 0
    for await (const line of createInterface(createReadStream(await log.path())))
      if (line.endsWith('error')) errors++
    return { errors }
  },
)
// #endregion big

export const bigFile = async (folder: string) => {
  const counted = pipeline(makeLog, countErrors)(record({ size: 3000 }))
  const result = await run(counted, { store: fileStore(folder) })
  return result.value(counted, 'errors')
}

// #region stream-cacher
/** Keeps a list of plain data as one JSON text for each line, and never has the whole as one text. */
const ndjson = <Row>(): StreamCacher<readonly Row[]> => ({
  via: 'stream',
  format: 'ndjson-1',
  extension: 'ndjson',
  async *save(rows) {
    for (const row of rows) yield new TextEncoder().encode(`${JSON.stringify(row)}\n`)
  },
  async load(chunks) {
    const decoder = new TextDecoder()
    const rows: Row[] = []
    let rest = ''
    for await (const chunk of chunks) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = parts.pop() ?? ''
      for (const part of parts) rows.push(JSON.parse(part))
    }
    return rows
  },
})
// #endregion stream-cacher

interface Point {
  readonly x: number
  readonly y: number
}

export const ownCacher = async (folder: string): Promise<number> => {
  const trace = stage({ outputs: ['points'], cachers: [ndjson<Point>()] })(function trace({
    params,
  }: StageContext<{ size: number }>) {
    const points: Point[] = Array.from({ length: params.size }, (_, x) => ({ x, y: x * x }))
    return { points }
  })
  const traced = trace(record({ size: 100 }))
  // #region round-trip
  const result = await run(traced, { store: fileStore(folder), roundTrip: 'verify' })
  // #endregion round-trip
  return (await result.value(traced, 'points')).length
}

// #region sweep
const load = stage({ outputs: ['numbers'], cachers: [json()] })(function load({
  params,
}: StageContext<{ size: number }>) {
  return { numbers: Array.from({ length: params.size }, (_, index) => index) }
})

const smooth = stage({ inputs: ['numbers'], outputs: ['smoothed'], cachers: [json()] })(function smooth(
  { params }: StageContext<{ window: number; weight: number }>,
  { numbers }: { numbers: readonly number[] },
) {
  return { smoothed: numbers.map((value) => (value * params.weight) / params.window) }
})

const loaded = load(record({ size: 1000 }))
const grid = [3, 5, 9].flatMap((window) =>
  [0.5, 1].map((weight) =>
    smooth(fork(loaded, { window, weight }, { name: `window ${window}, weight ${weight}` })),
  ),
)
// #endregion sweep
export { grid, load, smooth }

export const sweep = async () => {
  const store = memoryStore()
  const { counts } = await run(grid, { store })
  return counts.ran
}

export const sharing = async (folder: string) => {
  // #region share
  const store = fileStore(folder)
  await run(grid, { store }) // writes what is new
  const borrowed = await run(grid, { store, cache: 'read' }) // reads, and leaves no trace
  // #endregion share
  return borrowed.counts.ran
}
