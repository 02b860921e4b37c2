import type { Connection } from './connection.ts'
import type { ExecutionBody } from './execution-body.ts'
import { executionColumns, executionRow, parseExecution } from './rows.ts'

/** From now on these executions keep no artifacts, as if their stages had no cachers; only inside a transaction. */
export const emptyExecutions = (connection: Connection, ids: readonly number[]): void => {
  const sql = `select cast(${executionColumns} as blob) from executions where id in (select value from json_each(?))`
  for (const line of connection.blobs(sql, [JSON.stringify(ids)])) {
    const found = parseExecution(line.toString())
    if (found === undefined) continue
    const row = executionRow(found.id, withoutArtifacts(found.body))
    connection.run('update executions set proof = ?, body = ? where id = ?', [row.proof, row.body, row.id])
  }
}

const withoutArtifacts = (body: ExecutionBody): ExecutionBody => {
  const outputs = body[11].map(([name, digest, , preview]) =>
    preview === undefined ? ([name, digest, 0] as const) : ([name, digest, 0, preview] as const),
  )
  // Only the outputs are replaced, by outputs, and the place of the reports, by none.
  return body.with(11, outputs).with(13, 0) as unknown as ExecutionBody
}
