import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { libsql, nodeSqlite, type OpenDatabase } from '../../src/store/index/sqlite-drivers.ts'

/** Of a runtime without SQLite of its own, libsql alone. */
const loaders: readonly (readonly [string, () => Promise<OpenDatabase>])[] = [
  ['libsql', libsql],
  ...(nodeSqlite() === undefined ? [] : [['node:sqlite', async () => nodeSqlite() ?? libsql()] as const]),
]

const codeOf = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return Reflect.get(thrown as object, 'code')
  }
  return 'nothing was thrown'
}

describe.each(loaders)('%s', (_, load) => {
  const begun = async () => {
    const open = await load()
    const path = join(temporaryFolder(), 'some.sqlite')
    const database = open(path)
    database.exec(
      'pragma busy_timeout = 1; pragma journal_mode = wal; create table t (id integer primary key, body)',
    )
    return { open, path, database }
  }

  test('gives the first cell of rows, blobs as Buffers, and how many rows a command changed', async () => {
    const { database } = await begun()
    expect(database.command('insert into t (body) values (?), (?)').run([Buffer.from('a'), 'b'])).toBe(2)
    const query = database.query('select cast(body as blob) from t where id <> ? order by id')
    expect(query.first([9])).toEqual(Buffer.from('a'))
    expect(Buffer.isBuffer(query.first([9]))).toBe(true)
    expect(query.all([9])).toEqual([Buffer.from('a'), Buffer.from('b')])
    expect(database.query('select id from t where id = ?').first([9])).toBeUndefined()
    database.close()
  })

  test('names what went wrong', async () => {
    const { open, path, database } = await begun()
    const other = open(path)
    other.exec('pragma busy_timeout = 1')
    database.exec('begin immediate')
    expect(codeOf(() => other.exec('begin immediate'))).toBe('SQLITE_BUSY')
    database.exec('rollback')
    expect(codeOf(() => database.exec('select nothing from nowhere'))).toBe('SQLITE_ERROR')
    const readOnly = open(`${pathToFileURL(path).href}?mode=ro`)
    expect(codeOf(() => readOnly.exec('insert into t (body) values (1)'))).toBe('SQLITE_READONLY')
    const text = join(temporaryFolder(), 'text.sqlite')
    writeFileSync(text, 'this is no database, and long enough to be looked at'.repeat(20))
    expect(codeOf(() => open(text).query('select count(*) from sqlite_schema').first([]))).toBe(
      'SQLITE_NOTADB',
    )
    for (const each of [database, other, readOnly]) each.close()
  })

  test('sees by the version that another connection has written, of whichever library', async () => {
    const { path, database } = await begun()
    const version = () => database.query('pragma data_version').first([])
    const before = version()
    for (const [, otherLoad] of loaders) {
      const other = (await otherLoad())(path)
      other.command('insert into t (body) values (?)').run([1])
      other.close()
    }
    expect(version()).not.toBe(before)
    expect(database.query('select count(*) from t').first([])).toBe(loaders.length)
    database.close()
  })
})
