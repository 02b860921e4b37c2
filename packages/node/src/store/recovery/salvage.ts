import type { Place } from '@stagewright/core'
import { attempt } from '../attempt.ts'
import { copyCodeTexts } from '../index/code-texts.ts'
import { insertBlob, insertExecution, setCounter } from '../index/commit-executions.ts'
import type { Connection } from '../index/connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import { formatRefs, type TextRef } from '../index/text-refs.ts'
import type { Layout } from '../layout.ts'
import { parseLocation } from '../artifacts/location.ts'
import { isContentRow } from '../remote/neutral-location.ts'
import type { RawPages } from './raw-pages.ts'
import { restoreFromFolders } from './restore-from-folders.ts'
import { numberAfter } from '../index/row-ids.ts'
import type { ExecutionBody } from '../index/execution-body.ts'
import { executionColumns, executionRow, parseExecution } from '../index/rows.ts'
import { folderOf } from '../artifacts/sidecar.ts'
import { knowsPlaces } from '../index/must-have-schema.ts'
import { parseJson } from '../index/parse-json.ts'
import { addPlaces } from '../index/places.ts'
import { createRowBuffer } from '../index/row-buffer.ts'
import { storedInBody } from '../artifacts/stored-in.ts'
import { copyStrayBlobs, strayExecutions, type WantedBlob } from './stray-rows.ts'

const chunkSize = 256
const mostFailures = 100_000

/** A damaged index: what SQLite can still read of it, and its pages as they lie there. */
export interface Remains {
  readonly connection: Connection | undefined
  readonly pages: RawPages | undefined
}

/** Fills a new index with every row of the old one that proves itself, and with what the folders of artifacts tell. */
export const fillFromRemains = (layout: Layout, { connection, pages }: Remains, fresh: Connection): void => {
  const folders = new Set<string>()
  const newest = new Map<string, number>()
  const sets = new Map<number, TextRef[]>()
  const missing = new Map<number, WantedBlob>()
  const kept = new Set<number>()
  const reading = { failures: connection === undefined ? 1 : 0 }
  const texts = new Map(connection && readTexts(connection, reading))
  const stood: { readonly id: number; readonly place: Place | undefined; readonly key: number }[] = []
  let lastRow = 0
  const keepBlob = (text: string, wanted: WantedBlob): void => {
    const location = parseLocation(text)
    if (location?.kind !== 'row') return
    if (!isContentRow(location.id)) lastRow = Math.max(lastRow, location.id)
    if (!copyBlob(connection, fresh, location.id, wanted)) missing.set(location.id, wanted)
  }
  const keep = (id: number, body: ExecutionBody): void => {
    if (kept.has(id) || !copyTexts(fresh, texts, [body[2], body[3], body[4]])) return
    kept.add(id)
    insertExecution(fresh, executionRow(id, body))
    if (body[12] === 0) newest.set(body[0], Math.max(newest.get(body[0]) ?? 0, body[7]))
    stood.push({ id, place: placeIn(texts, body), key: short48(body[0]) })
    addReadSet(sets, body)
    for (const { location, checksum, size } of storedInBody(body)) {
      const folder = folderOf(location)
      if (folder !== undefined) folders.add(folder)
      keepBlob(location, { checksum, size })
    }
  }
  if (connection !== undefined) {
    for (const line of salvageRows(connection, 'executions', executionColumns, reading)) {
      const row = parseExecution(line)
      if (row !== undefined) keep(row.id, row.body)
    }
  }
  if (pages !== undefined && reading.failures > 0) {
    const stray = strayExecutions(pages)
    for (const [ref, text] of stray.texts) texts.set(ref, text)
    for (const [id, body] of [...stray.executions].sort(([a], [b]) => a - b)) keep(id, body)
  }
  if (pages !== undefined && missing.size > 0) copyStrayBlobs(pages, missing, fresh)
  if (connection !== undefined) copyReadings(connection, fresh)
  if (connection !== undefined) copyCodeTexts(connection, fresh)
  for (const [base, refs] of sets) {
    fresh.run('insert into bases (base, sets) values (?, ?)', [base, formatRefs(refs)])
  }
  const rows = createRowBuffer(fresh)
  for (const { place, key } of stood.sort((a, b) => a.id - b.id)) if (place) addPlaces(rows, place, key)
  rows.flush()
  if (connection !== undefined && attempt(() => knowsPlaces(connection)) === true) copyRuns(connection, fresh)
  setCounter(fresh, 'order', [...kept].reduce((last, id) => Math.max(last, id), 0) + 1)
  // Sessions that are open have numbers that no row shows yet, and the counter may be what was damaged.
  setCounter(fresh, 'session', numberAfter(lastRow) + 1_000 + Math.floor(Math.random() * 2 ** 20))
  restoreFromFolders(layout, fresh, ({ folder, trace }) => {
    return !folders.has(folder) && (newest.get(trace.key) ?? -1) < trace.startedAt
  })
}

/** What stands in either of the two copies, by the reference that it would be the right text for. */
const readTexts = (old: Connection, reading: Reading): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>()
  for (const table of ['texts', 'spare_texts'] as const) {
    for (const line of salvageRows(old, table, 'cast(id as text) || char(9) || body', reading)) {
      const tab = line.indexOf('\t')
      const text = line.slice(tab + 1)
      texts.set(`${line.slice(0, tab)}.${short48(sha256(text))}`, text)
    }
  }
  return texts
}

/** Whether all texts are there that an execution needs. */
const copyTexts = (
  fresh: Connection,
  texts: ReadonlyMap<string, string>,
  refs: readonly TextRef[],
): boolean => {
  const found = refs.map((ref) => texts.get(ref.join('.')))
  if (found.includes(undefined)) return false
  refs.forEach(([id, hash], at) => {
    const text = found[at] ?? ''
    fresh.run('insert or ignore into texts (id, hash, body) values (?, ?, ?)', [id, hash, text])
    fresh.run('insert or ignore into spare_texts (id, body) values (?, ?)', [id, text])
  })
  return true
}

const addReadSet = (sets: Map<number, TextRef[]>, body: ExecutionBody): void => {
  const base = short48(body[1])
  const known = sets.get(base)
  if (known === undefined) sets.set(base, [body[4]])
  else if (!known.some(([id]) => id === body[4][0])) known.push(body[4])
}

const copyBlob = (
  old: Connection | undefined,
  fresh: Connection,
  id: number,
  { checksum, size }: WantedBlob,
): boolean => {
  const bytes = attempt(() => old?.blob('select cast(bytes as blob) from blobs where id = ?', [id]))
  if (bytes?.length !== size || sha256(bytes) !== checksum) return false
  insertBlob(fresh, id, bytes)
  return true
}

interface Reading {
  failures: number
}

/** All rows that can be read. Ranges that cannot are halved until what is damaged is alone. */
function* salvageRows(
  old: Connection,
  table: 'texts' | 'spare_texts' | 'executions',
  columns: string,
  reading: Reading,
): Generator<string> {
  const ranges: [from: number, to: number][] = [[0, lastId(old, table)]]
  const mostNow = reading.failures + mostFailures
  for (let range = ranges.pop(); range !== undefined && reading.failures < mostNow; range = ranges.pop()) {
    const [from, to] = range
    if (to - from < chunkSize) {
      const sql = `select cast(${columns} as blob) from ${table} where id between ? and ? order by id`
      const rows = attempt(() => old.blobs(sql, [from, to]))
      if (rows !== undefined) {
        for (const row of rows) yield row.toString()
        continue
      }
      reading.failures++
      if (from === to) continue
    }
    const middle = Math.floor((from + to) / 2)
    ranges.push([middle + 1, to], [from, middle])
  }
}

/** Which step an execution was carried out for. */
const placeIn = (texts: ReadonlyMap<string, string>, body: ExecutionBody): Place | undefined => {
  const stage = parseJson(texts.get(body[2].join('.')) ?? '')
  const [experiment, step, position] = body[17] ?? [0, '', 0]
  if (typeof stage !== 'string') return undefined
  return {
    stage,
    record: body[5],
    ...(experiment !== 0 && { experiment }),
    ...(step !== 0 && step !== '' && { step }),
    ...(position !== 0 && { position }),
  }
}

/** They only tell how runs went. */
const copyRuns = (old: Connection, fresh: Connection): void => {
  for (const body of attempt(() => old.blobs('select cast(body as blob) from runs', [])) ?? []) {
    const parsed = parseJson(body.toString())
    const run: unknown = Array.isArray(parsed) ? parsed[0] : undefined
    if (typeof run !== 'string') continue
    fresh.run('insert or ignore into runs (run, body) values (?, ?)', [short48(sha256(run)), body])
  }
}

/** Bodies prove themselves when they are read. */
const copyReadings = (old: Connection, fresh: Connection): void => {
  const sql = 'select cast(cast(path as text) || char(9) || body as blob) from readings'
  for (const row of attempt(() => old.blobs(sql, [])) ?? []) {
    const line = row.toString()
    const tab = line.indexOf('\t')
    fresh.run('insert or ignore into readings (path, body) values (?, ?)', [
      Number(line.slice(0, tab)),
      line.slice(tab + 1),
    ])
  }
}

const lastId = (old: Connection, table: 'texts' | 'spare_texts' | 'executions'): number => {
  const index = table === 'executions' ? 'executions_stage' : 'texts_hash'
  const indexed = table === 'executions' ? 'executions' : 'texts'
  const found = [
    `select cast(max(id) as blob) from ${table}`,
    `select cast(max(id) as blob) from ${indexed} indexed by ${index}`,
    "select cast(value as blob) from counters where name = 'order'",
  ].map((sql) => Number(attempt(() => old.blob(sql, []))?.toString() ?? 0))
  const credible = found.filter((id) => Number.isSafeInteger(id) && id > 0 && id < 2 ** 32)
  return Math.max(chunkSize, ...credible)
}
