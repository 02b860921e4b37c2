import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Layout } from '../layout.ts'
import { isAlive, thisHost, thisProcess } from '../claims/process-identity.ts'

const foreignLeftoverMs = 7 * 24 * 3600 * 1000

const hostTag = (): string => createHash('sha256').update(thisHost()).digest('hex').slice(0, 8)

/** A new path below `staging/` whose name says which process it belongs to. */
export const stagingFolder = (layout: Layout): string => {
  const { pid, start } = thisProcess()
  return join(layout.staging, `${hostTag()}_${pid}_${start}_${randomUUID().slice(-12)}`)
}

/** Removes what processes that died had not finished. */
export const sweepStaging = (layout: Layout): void => {
  let names: string[] = []
  try {
    names = readdirSync(layout.staging)
  } catch {
    return
  }
  for (const name of names) {
    const path = join(layout.staging, name)
    try {
      if (isLeftover(path, name)) rmSync(path, { recursive: true, force: true })
    } catch {
      // Another user's, or another process was first: it costs room, and nothing else.
    }
  }
}

const isLeftover = (path: string, name: string): boolean => {
  const [, host, pid, start] = /^([0-9a-f]{8})_(\d+)_([^_]*)_/.exec(name) ?? []
  if (host === hostTag() && pid !== undefined && start !== undefined) {
    return isAlive({ host: thisHost(), pid: Number(pid), start }) === false
  }
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > foreignLeftoverMs
}
