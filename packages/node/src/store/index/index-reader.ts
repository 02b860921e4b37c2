import {
  type Digest,
  type FileReading,
  type Place,
  placesOf,
  type ReadTarget,
  type RunNote,
  type Standing,
  type Trace,
  type TraceHead,
} from '@stagewright/core'
import type { Connection } from './connection.ts'
import { type Code, decodeHead, decodeTrace, isCode, isTargets } from './decode-trace.ts'
import { parseHead } from './execution-text.ts'
import { parseJson } from './parse-json.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import { createLookUps, type Query } from './look-ups.ts'
import { parseReading } from './readings.ts'
import type { Presence } from '../artifacts/presence.ts'
import type { ExecutionBody } from './execution-body.ts'
import { executionColumns, parseExecution } from './rows.ts'
import { knowsPlaces } from './must-have-schema.ts'
import { shortPlace } from './places.ts'
import { readRunNotes } from './run-notes.ts'
import { parseRefs, type TextRef } from './text-refs.ts'
import type { TextTable } from './text-table.ts'

/** An execution as it was met, `trace` being `undefined` for a damaged one. */
interface Found {
  readonly trace: Trace | undefined
  readonly superseded: boolean
  readonly id: number
}

/** The look-ups of a session. What is damaged is as if it were not there. */
export interface IndexReader {
  readonly readSets: (base: Digest) => readonly (readonly ReadTarget[])[]
  readonly head: (key: Digest) => TraceHead | undefined
  readonly trace: (key: Digest) => Trace | undefined
  readonly reading: (path: string) => FileReading | undefined
  readonly latest: (stage: string, limit: number) => readonly Trace[]
  readonly stood: (places: readonly string[]) => readonly (Standing | undefined)[]
  readonly runs: () => readonly RunNote[]
  /** Bytes of a small artifact, `undefined` where it is not there. */
  readonly blobSize: (id: number) => number | undefined
  /** Not read where it has another size than it should have, which may be a huge one. */
  readonly blob: (id: number, size: number) => Buffer | undefined
  /** Every execution, oldest first, superseded ones too. */
  readonly all: (after?: number) => Iterable<Found>
  readonly newestFirst: () => Iterable<Found>
  /** What SQLite finds wrong with its own structure. */
  readonly damage: () => readonly string[]
  readonly forgetExecution: (trace: Pick<Trace, 'key' | 'base'> & Place) => void
  readonly forgetPlace: (place: Place) => void
  readonly forgetBlob: (id: number) => void
  readonly forgetAll: () => void
  /** Where the index holds no execution yet, look-ups of others than this session's need not ask it. */
  readonly noteEmptiness: () => void
  /** What is known of its rows without asking, right within a transaction too. */
  readonly presence: { readonly keys: Presence; readonly bases: Presence }
}

const noTraces: readonly Trace[] = []
const pageSize = 256
/** Often nobody wants more than the first execution. */
const firstPageSize = 1

export const createIndexReader = (query: Query, texts: TextTable): IndexReader => {
  const parsedTargets = new Map<number, { readonly hash: number; readonly targets: readonly ReadTarget[] }>()
  const parsedSets = new Map<string, readonly (readonly ReadTarget[])[]>()
  const parsedCode = new Map<number, { readonly hash: number; readonly code: Code }>()
  const latestKnown = new Map<string, Map<number, readonly Trace[]>>()

  /** What is remembered is forgotten when another session has written. */
  const seeOthers = (): void => query(() => undefined, undefined)

  const targetsOf = (connection: Connection, ref: TextRef): readonly ReadTarget[] | undefined => {
    const known = parsedTargets.get(ref[0])
    if (known?.hash === ref[1]) return known.targets
    const parsed = parseJson(texts.get(connection, ref) ?? '')
    if (!isTargets(parsed)) return undefined
    parsedTargets.set(ref[0], { hash: ref[1], targets: parsed })
    return parsed
  }
  const codeOf = (connection: Connection, ref: TextRef): Code | undefined => {
    const known = parsedCode.get(ref[0])
    if (known?.hash === ref[1]) return known.code
    const parsed = parseJson(texts.get(connection, ref) ?? '')
    if (!isCode(parsed)) return undefined
    parsedCode.set(ref[0], { hash: ref[1], code: parsed })
    return parsed
  }
  const traceOf = (connection: Connection, id: number, body: ExecutionBody): Trace | undefined => {
    const stage = parseJson(texts.get(connection, body[2]) ?? '')
    const code = codeOf(connection, body[3])
    const targets = targetsOf(connection, body[4])
    if (typeof stage !== 'string' || code === undefined || targets === undefined) return undefined
    return decodeTrace(id, body, { stage, code, targets })
  }
  const currentTrace = (connection: Connection, line: string, key: Digest): Trace | undefined => {
    const row = parseExecution(line)
    return row === undefined || row.body[0] !== key || row.body[12] !== 0
      ? undefined
      : traceOf(connection, row.id, row.body)
  }

  const lookUps = createLookUps(query)
  const { heads, executions, bases, places, blobs, keyPresence, basePresence, placePresence } = lookUps
  let areThere: boolean | undefined
  /** An index of an earlier format that was not opened for writing since knows neither places nor runs. */
  const hasPlaces = (): boolean => (areThere ??= query(knowsPlaces, false))
  const standingIn = (place: string): Standing | undefined => {
    const line = places.get(shortPlace(place))
    if (line === undefined) return undefined
    const tab = line.indexOf('\t')
    const row = parseExecution(executions.get(Number(line.slice(0, tab))) ?? '')
    const trace = row && query((connection) => traceOf(connection, row.id, row.body), undefined)
    return trace && { trace, record: line.slice(tab + 1) }
  }
  const forgetPlace = (place: Place): void => {
    for (const text of placesOf(place)) {
      const short = shortPlace(text)
      placePresence.add(short)
      places.forget(short)
    }
  }

  function* pageThrough(beyond: string, start: number): Generator<Found> {
    for (let last = start, size = firstPageSize; ; size = pageSize) {
      const rows: readonly Buffer[] = query((connection) => {
        const sql = `select cast(cast(id as text) || char(10) || ${executionColumns} as blob) from executions where ${beyond} limit ?`
        return connection.blobs(sql, [last, size])
      }, [])
      for (const row of rows) {
        const [id = '', line = ''] = row.toString().split('\n')
        last = Number(id)
        const parsed = parseExecution(line)
        const trace = parsed && query((connection) => traceOf(connection, parsed.id, parsed.body), undefined)
        yield { trace, superseded: parsed?.body[12] === 1, id: last }
      }
      if (rows.length < size) return
    }
  }

  const trace = (key: Digest): Trace | undefined => {
    seeOthers()
    const line = executions.get(short48(key))
    return line === undefined
      ? undefined
      : query((connection) => currentTrace(connection, line, key), undefined)
  }

  return {
    readSets: (base) => {
      seeOthers()
      const sets = bases.get(short48(base))
      if (sets === undefined) return []
      const known = parsedSets.get(sets)
      if (known !== undefined) return known
      return query((connection) => {
        const parsed = parseRefs(sets)
          .map((ref) => targetsOf(connection, ref))
          .filter((targets) => targets !== undefined)
        parsedSets.set(sets, parsed)
        return parsed
      }, [])
    },
    head: (key) => {
      seeOthers()
      const line = heads.get(short48(key))
      if (line === undefined) return undefined
      const found = parseHead(line)
      if (found === undefined) return trace(key)
      return found.head[0] === key && found.head[6] === 0 ? decodeHead(found.id, found.head) : undefined
    },
    trace,
    reading: (path) =>
      query((connection) => {
        const body = connection.blob('select cast(body as blob) from readings where path = ?', [
          short48(sha256(path)),
        ])
        return body === undefined ? undefined : parseReading(path, body.toString())
      }, undefined),
    latest: (stage, limit) => {
      seeOthers()
      const known = latestKnown.get(stage)?.get(limit)
      if (known !== undefined) return known
      const found = query((connection) => {
        const ref = texts.find(connection, JSON.stringify(stage))
        if (ref === undefined || limit < 1) return noTraces
        const sql = `select cast(${executionColumns} as blob) from executions where stage = ? order by id desc limit ?`
        return connection.blobs(sql, [ref[0], Math.min(limit, 1_000_000)]).flatMap((line) => {
          const row = parseExecution(line.toString())
          return row === undefined ? [] : (traceOf(connection, row.id, row.body) ?? [])
        })
      }, noTraces)
      const ofStage = latestKnown.get(stage) ?? new Map<number, readonly Trace[]>()
      latestKnown.set(stage, ofStage.set(limit, found))
      return found
    },
    stood: (asked) => {
      seeOthers()
      return hasPlaces() ? asked.map(standingIn) : asked.map(() => undefined)
    },
    runs: () => (hasPlaces() ? query(readRunNotes, []) : []),
    blobSize: (id) => {
      seeOthers()
      return blobs.get(id)
    },
    blob: (id, size) =>
      query((connection) => {
        const sql = 'select cast(bytes as blob) from blobs where id = ? and length(bytes) = ?'
        return connection.blob(sql, [id, size])
      }, undefined),
    all: (after = 0) => pageThrough('id > ? order by id', after),
    newestFirst: () => pageThrough('id < ? order by id desc', Number.MAX_SAFE_INTEGER),
    damage: () =>
      query(
        (connection) => {
          const sql = 'select cast(integrity_check as blob) from pragma_integrity_check limit 20'
          return connection
            .blobs(sql, [])
            .map(String)
            .filter((line) => line !== 'ok')
        },
        ['The index cannot be read.'],
      ),
    forgetPlace,
    forgetExecution: (trace) => {
      const { key, base, stage } = trace
      forgetPlace(trace)
      const row = short48(key)
      keyPresence.add(row)
      heads.forget(row)
      executions.forget(row)
      const baseRow = short48(base)
      basePresence.add(baseRow)
      bases.forget(baseRow)
      latestKnown.delete(stage)
    },
    forgetBlob: blobs.forget,
    noteEmptiness: () => {
      const isEmpty = query(
        (connection) => connection.blob('select cast(id as blob) from bases limit 1', []) === undefined,
        false,
      )
      if (!isEmpty) return
      keyPresence.beginEmpty()
      basePresence.beginEmpty()
      placePresence.beginEmpty()
    },
    presence: { keys: keyPresence, bases: basePresence },
    forgetAll: () => {
      keyPresence.forget()
      basePresence.forget()
      placePresence.forget()
      places.forgetAll()
      areThere = undefined
      heads.forgetAll()
      executions.forgetAll()
      bases.forgetAll()
      blobs.forgetAll()
      latestKnown.clear()
      parsedTargets.clear()
      parsedSets.clear()
      parsedCode.clear()
    },
  }
}
