import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Trace } from '@stagewright/core'
import { commitExecutions } from '../index/commit-executions.ts'
import type { Connection } from '../index/connection.ts'
import type { Layout } from '../layout.ts'
import { isPlainName } from '../artifacts/location.ts'
import { readSidecar, sidecarName } from '../artifacts/sidecar.ts'
import { createTextTable } from '../index/text-table.ts'

interface Described {
  readonly folder: string
  readonly trace: Omit<Trace, 'order'>
}

/** Writes into an index what the folders of artifacts tell of themselves, where that is wanted. */
export const restoreFromFolders = (
  layout: Layout,
  fresh: Connection,
  isWanted: (described: Described) => boolean,
): void => {
  const lost = [...sidecars(layout)].filter(isWanted)
  lost.sort((a, b) => a.trace.startedAt - b.trace.startedAt)
  const texts = createTextTable()
  for (const { trace } of lost) commitExecutions(fresh, texts, [{ trace, blobs: [] }])
}

function* sidecars(layout: Layout): Generator<Described> {
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
