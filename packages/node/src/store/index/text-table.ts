import type { Connection } from './connection.ts'
import { sha256 } from '../../files/sha256.ts'
import { short48 } from '../short48.ts'
import type { TextRef } from './text-refs.ts'
import { sqliteProblem } from './sqlite-problem.ts'

const mostTexts = 10_000

/** Texts that many executions share, each kept once. A text proves itself by its hash. */
export interface TextTable {
  /** Finds the text or adds it; only inside a transaction. */
  readonly put: (connection: Connection, text: string) => TextRef
  readonly find: (connection: Connection, text: string) => TextRef | undefined
  /** `undefined` for a damaged or missing row. */
  readonly get: (connection: Connection, ref: TextRef) => string | undefined
  readonly forgetAll: () => void
}

export const createTextTable = (): TextTable => {
  const refs = new Map<string, TextRef>()
  const texts = new Map<number, { readonly hash: number; readonly text: string }>()

  const remember = (text: string, ref: TextRef): TextRef => {
    if (refs.size > mostTexts) refs.clear()
    refs.set(text, ref)
    return ref
  }
  const find = (connection: Connection, text: string): TextRef | undefined => {
    const known = refs.get(text)
    if (known !== undefined) return known
    const hash = short48(sha256(text))
    const sql = 'select cast(cast(id as text) || char(9) || body as blob) from texts where hash = ?'
    for (const row of connection.blobs(sql, [hash])) {
      const line = row.toString()
      const tab = line.indexOf('\t')
      if (line.slice(tab + 1) === text) return remember(text, [Number(line.slice(0, tab)), hash])
    }
    return undefined
  }
  return {
    find,
    put: (connection, text) => {
      const found = find(connection, text)
      if (found !== undefined) return found
      const hash = short48(sha256(text))
      connection.run('insert into texts (hash, body) values (?, ?)', [hash, text])
      const id = Number(connection.blob('select cast(last_insert_rowid() as blob)', [])?.toString())
      connection.run('insert or replace into spare_texts (id, body) values (?, ?)', [id, text])
      return remember(text, [id, hash])
    },
    get: (connection, [id, hash]) => {
      const known = texts.get(id)
      if (known?.hash === hash) return known.text
      const text = readText(connection, 'texts', id, hash) ?? readText(connection, 'spare_texts', id, hash)
      if (text === undefined) return undefined
      if (texts.size > mostTexts) texts.clear()
      texts.set(id, { hash, text })
      return text
    },
    forgetAll: () => {
      refs.clear()
      texts.clear()
    },
  }
}

/** What proves itself by its hash, or `undefined`. */
const readText = (
  connection: Connection,
  table: 'texts' | 'spare_texts',
  id: number,
  hash: number,
): string | undefined => {
  try {
    const text = connection.blob(`select cast(body as blob) from ${table} where id = ?`, [id])?.toString()
    return text !== undefined && short48(sha256(text)) === hash ? text : undefined
  } catch (thrown) {
    if (sqliteProblem(thrown) === 'damaged') return undefined
    throw thrown
  }
}
