import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { takeClaim } from '@stagewright/core'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { fileStore } from '../../src/store/index.ts'
import { digestOf, execute, problemsOf } from './fixtures/executions.ts'

let directory: string
beforeEach(() => {
  directory = join(temporaryFolder(), 'store')
})

const fileLike = (pattern: RegExp): string =>
  join(directory, readdirSync(directory).find((name) => pattern.test(name)) ?? '')

test('a session that found the store busy works on as soon as it is free, however often that happens', async () => {
  const session = await fileStore(directory).open({ readOnly: false })
  await execute(session, 'e-1')
  await (await takeClaim(session, digestOf('first'))).release()
  const claims = new Database(fileLike(/^claims-.*\.sqlite$/))
  const index = new Database(fileLike(/^index-.*\.sqlite$/))
  for (let round = 0; round < 5; round++) {
    for (const other of [claims, index]) other.exec('begin immediate')
    const taking = takeClaim(session, digestOf(`claim ${round}`))
    const executing = execute(session, `e-busy-${round}`)
    await sleep(40)
    claims.exec(`insert into holders (seen) values (${round}); commit; insert into holders (seen) values (0)`)
    index.exec(
      `insert into counters values ('x${round}', 1); commit; insert into counters values ('y${round}', 1)`,
    )
    const claim = await taking
    await executing
    const waiting = takeClaim(session, digestOf(`claim ${round}`))
    claims.exec('insert into holders (seen) values (1)')
    await claim.release()
    await (await waiting).release()
    expect(await problemsOf(session, `e-busy-${round}`)).toEqual([])
  }
  for (const other of [claims, index]) other.close()
  await session.close()
}, 10_000)

test('a claim is free when its session was closed while the store was busy', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => fileStore(directory).open({ readOnly: false })))
  if (first === undefined || second === undefined) throw new Error('there are two')
  await takeClaim(first, digestOf('claim'))
  const other = new Database(fileLike(/^claims-.*\.sqlite$/))
  other.exec('begin immediate')
  const closing = first.close()
  await sleep(40)
  other.exec('commit')
  await closing
  await (await takeClaim(second, digestOf('claim'))).release()
  other.close()
  await second.close()
}, 10_000)
