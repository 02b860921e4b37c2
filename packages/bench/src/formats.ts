import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBConnection } from '@duckdb/node-api'
import { csv, gzip, ndjson, ndjsonStream, rich, zstd } from '@stagewright/cachers'
import { arrow } from '@stagewright/cachers/arrow'
import { duckTable } from '@stagewright/cachers/duckdb'
import { parquet } from '@stagewright/cachers/parquet'
import { tableFromArrays } from 'apache-arrow'
import {
  type BytesCacher,
  fileStore,
  json,
  record,
  run,
  stage,
  type StageContext,
  type StreamCacher,
  v8,
} from 'stagewright'

// Time and size of each format for 100,000 rows, and the memory of a process that streams a gigabyte.
// `node formats.js` for both, `node formats.js stream <format> <megabytes>` for one stream.

const count = 100_000

const rows = Array.from({ length: count }, (_, id) => ({
  id,
  name: `customer ${(id * 7919) % 10_007}`,
  city: ['Aarhus', 'Bergen', 'Cork', 'Delft', 'Évora'][id % 5] ?? '',
  price: Math.round(((id * 2_654_435_761) % 100_000) / 3) / 100,
  paid: id % 3 === 0,
  at: new Date(1.7e12 + id * 61_000),
}))
const plainRows = rows.map((row) => ({ ...row, at: row.at.toISOString() }))

type Held = BytesCacher<unknown> | StreamCacher<unknown>

/** Milliseconds of computing so far, on all cores: what others do on the machine counts little. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const measure = async (cacher: Held, value: unknown) => {
  const begun = cpu()
  const chunks: Uint8Array[] = []
  if (cacher.via === 'bytes') chunks.push(await cacher.save(value))
  else for await (const chunk of cacher.save(value)) chunks.push(chunk)
  const saved = cpu()
  const bytes = Buffer.concat(chunks)
  if (cacher.via === 'bytes') await cacher.load(bytes)
  else await cacher.load(slices(bytes))
  return { save: saved - begun, load: cpu() - saved, size: bytes.length }
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const sayRow = (name: string, measured: { save: number; load: number; size: number }): void =>
  say(
    `${name.padEnd(20)} ${measured.save.toFixed(0).padStart(7)} ${measured.load.toFixed(0).padStart(7)} ${(measured.size / 1e6).toFixed(2).padStart(8)}`,
  )

const measureDuck = async (): Promise<{ save: number; load: number; size: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'))
  const path = join(folder, 'rows.parquet')
  const source = join(folder, 'rows.ndjson')
  const connection = await DuckDBConnection.create()
  const { writeFileSync } = await import('node:fs')
  writeFileSync(source, plainRows.map((row) => JSON.stringify(row)).join('\n'))
  await connection.run(`create table sales as from read_json('${source}')`)
  const begun = cpu()
  await duckTable().save({ connection, table: 'sales' }, path)
  const saved = cpu()
  const loaded = await duckTable().load(path)
  await loaded.connection.runAndReadAll('select count(*), sum(price) from sales')
  const measured = { save: saved - begun, load: cpu() - saved, size: statSync(path).size }
  rmSync(folder, { recursive: true })
  return measured
}

const measureAll = async (): Promise<void> => {
  say(`${count} rows of 6 columns       save ms load ms       MB  (ms of computing, the best of three)`)
  const table = tableFromArrays({
    id: Int32Array.from(rows, ({ id }) => id),
    name: rows.map(({ name }) => name),
    city: rows.map(({ city }) => city),
    price: Float64Array.from(rows, ({ price }) => price),
    paid: rows.map(({ paid }) => paid),
    at: rows.map(({ at }) => at),
  })
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['json()', json(), plainRows],
    ['v8()', v8(), rows],
    ['ndjson()', ndjson(), plainRows],
    ['gzip(ndjson())', gzip(ndjson()), plainRows],
    ['zstd(ndjson())', zstd(ndjson()), plainRows],
    ['csv()', csv(), rows],
    ['gzip(csv())', gzip(csv()), rows],
    ['zstd(csv())', zstd(csv()), rows],
    ['rich()', rich(), rows],
    ['parquet()', parquet(), rows],
    ['arrow() of a Table', arrow(), table],
  ]
  for (const [name, cacher, value] of cases) {
    const times = []
    // Each is a cacher of bytes or of a stream, for the rows beside it.
    for (let round = 0; round < 3; round++) times.push(await measure(cacher as Held, value))
    sayRow(name, best(times))
  }
  sayRow('duckTable()', best([await measureDuck(), await measureDuck(), await measureDuck()]))
}

const best = (times: readonly { save: number; load: number; size: number }[]) => ({
  save: Math.min(...times.map(({ save }) => save)),
  load: Math.min(...times.map(({ load }) => load)),
  size: times[0]?.size ?? 0,
})

const streams = { 'ndjsonStream()': ndjsonStream(), 'gzip(ndjsonStream())': gzip(ndjsonStream()) }

/** Streams rows through a store and back, and tells how much memory the process held at the most. */
const stream = async (format: keyof typeof streams, megabytes: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'))
  try {
    const line = { text: 'x'.repeat(900), more: 'y'.repeat(60) }
    const rowCount = Math.ceil((megabytes * 1e6) / 1000)
    const make = stage({ outputs: ['rows'], cachers: [streams[format]], version: 1 })(function make() {
      return {
        rows: (async function* () {
          for (let id = 0; id < rowCount; id++) yield { id, ...line }
        })(),
      }
    })
    const add = stage({ inputs: ['rows'], outputs: ['sum'], cachers: [json()], version: 1 })(
      async function add(_: StageContext, inputs: { rows: AsyncIterable<{ id: number }> }) {
        let sum = 0
        for await (const { id } of inputs.rows) sum += id
        return { sum }
      },
    )
    const target = add(make(record({})))
    const begun = performance.now()
    const result = await run(target, { store: fileStore(join(folder, 'store')) })
    const stored = result.artifact(target, 'rows')
    const size = stored.kind === 'artifact' ? (stored.size ?? 0) : 0
    const peak = process.resourceUsage().maxRSS / 1024
    say(
      `${format.padEnd(22)} ${megabytes} MB of rows, ${(size / 1e6).toFixed(0)} MB stored: ${((performance.now() - begun) / 1000).toFixed(1)} s there and back, at most ${peak.toFixed(0)} MB of memory`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [, , command, format, megabytes] = process.argv
if (command === 'stream') await stream(format as keyof typeof streams, Number(megabytes))
else {
  await measureAll()
  for (const name of Object.keys(streams))
    for (const size of ['1', '1000'])
      spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'stream', name, size], {
        stdio: 'inherit',
      })
}
