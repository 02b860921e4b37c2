import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Trace } from '@stagewright/core'
import { commitExecutions, insertBlob, insertExecution, setCounter } from './commit-executions.ts'
import type { Connection } from './connection.ts'
import { sha256, short48 } from './hash.ts'
import { formatRefs } from './index-reader.ts'
import type { Layout } from './layout.ts'
import { isPlainName, parseLocation } from './location.ts'
import { numberAfter } from './row-ids.ts'
import { type ExecutionBody, executionColumns, executionRow, parseExecution, type TextRef } from './rows.ts'
import { folderOf, readSidecar, sidecarName } from './sidecar.ts'
import { storedInBody } from './stored-in.ts'
import { createTextTable } from './text-table.ts'

const chunkSize = 256
const mostFailures = 100_000

/** Fills a new index with every row of the old one that proves itself, and with what the folders of artifacts tell. */
export const fillFromRemains = (layout: Layout, old: Connection | undefined, fresh: Connection): void => {
  const folders = new Set<string>()
  const newest = new Map<string, number>()
  let lastOrder = 0
  let lastRow = 0
  if (old !== undefined) {
    const texts = readTexts(old)
    const sets = new Map<number, TextRef[]>()
    const keep = (id: number, body: ExecutionBody): void => {
      if (!copyTexts(fresh, texts, [body[2], body[3], body[4]])) return
      insertExecution(fresh, executionRow(id, body))
      lastOrder = Math.max(lastOrder, id)
      if (body[12] === 0) newest.set(body[0], body[7])
      addReadSet(sets, body)
      for (const stored of storedInBody(body)) {
        const folder = folderOf(stored.location)
        if (folder !== undefined) folders.add(folder)
        lastRow = Math.max(lastRow, copyBlob(old, fresh, stored))
      }
    }
    for (const line of salvageRows(old, 'executions', executionColumns)) {
      const row = parseExecution(line)
      if (row !== undefined) keep(row.id, row.body)
    }
    for (const [path, body] of oldReadings(old)) {
      fresh.run('insert or ignore into readings (path, body) values (?, ?)', [path, body])
    }
    for (const [base, refs] of sets) {
      fresh.run('insert into bases (base, sets) values (?, ?)', [base, formatRefs(refs)])
    }
  }
  setCounter(fresh, 'order', lastOrder + 1)
  // Sessions that are open have numbers that no row shows yet.
  setCounter(fresh, 'session', numberAfter(lastRow) + 1_000)
  const lost = [...sidecars(layout)].filter(
    ({ folder, trace }) => !folders.has(folder) && (newest.get(trace.key) ?? -1) < trace.startedAt,
  )
  lost.sort((a, b) => a.trace.startedAt - b.trace.startedAt)
  const texts = createTextTable()
  for (const { trace } of lost) commitExecutions(fresh, texts, [{ trace, blobs: [] }])
}

/** What stands in either of the two copies, by the reference that it would be the right text for. */
const readTexts = (old: Connection): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>()
  for (const table of ['texts', 'spare_texts'] as const) {
    for (const line of salvageRows(old, table, 'cast(id as text) || char(9) || body')) {
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

/** @returns the row's number, or 0 */
const copyBlob = (
  old: Connection,
  fresh: Connection,
  { checksum, size, location: text }: ReturnType<typeof storedInBody>[number],
): number => {
  const location = parseLocation(text)
  if (location?.kind !== 'row') return 0
  const bytes = attempt(() => old.blob('select cast(bytes as blob) from blobs where id = ?', [location.id]))
  if (bytes?.length === size && sha256(bytes) === checksum) insertBlob(fresh, location.id, bytes)
  return location.id
}

/** All rows that can be read. Ranges that cannot are halved until what is damaged is alone. */
function* salvageRows(
  old: Connection,
  table: 'texts' | 'spare_texts' | 'executions',
  columns: string,
): Generator<string> {
  const ranges: [from: number, to: number][] = [[0, lastId(old, table)]]
  let failures = 0
  for (let range = ranges.pop(); range !== undefined && failures < mostFailures; range = ranges.pop()) {
    const [from, to] = range
    if (to - from < chunkSize) {
      const sql = `select cast(${columns} as blob) from ${table} where id between ? and ? order by id`
      const rows = attempt(() => old.blobs(sql, [from, to]))
      if (rows !== undefined) {
        for (const row of rows) yield row.toString()
        continue
      }
      failures++
      if (from === to) continue
    }
    const middle = Math.floor((from + to) / 2)
    ranges.push([middle + 1, to], [from, middle])
  }
}

/** Bodies prove themselves when they are read. */
const oldReadings = (old: Connection): readonly (readonly [path: number, body: string])[] =>
  (
    attempt(() =>
      old.blobs('select cast(cast(path as text) || char(9) || body as blob) from readings', []),
    ) ?? []
  ).map((row) => {
    const line = row.toString()
    const tab = line.indexOf('\t')
    return [Number(line.slice(0, tab)), line.slice(tab + 1)]
  })

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

const attempt = <Value>(query: () => Value): Value | undefined => {
  try {
    return query()
  } catch {
    return undefined
  }
}

function* sidecars(
  layout: Layout,
): Generator<{ readonly folder: string; readonly trace: Omit<Trace, 'order'> }> {
  for (const stage of namesIn(layout.artifacts)) {
    for (const execution of namesIn(join(layout.artifacts, stage))) {
      const folder = `${stage}/${execution}`
      const trace = readSidecar(join(layout.artifacts, folder, sidecarName))
      if (trace !== undefined) yield { folder, trace }
    }
  }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter(isPlainName)
  } catch {
    return []
  }
}
