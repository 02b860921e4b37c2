import type { Connection } from './connection.ts'
import { fileIdentity } from './index-files.ts'

/** Opens files, and keeps what was closed for whoever opens the same file next: that costs less than opening it. */
export interface ConnectionPool {
  readonly open: (path: string) => Connection
  readonly close: () => void
}

interface Idle {
  readonly connection: Connection
  readonly path: string
  readonly identity: string | undefined
}

/** So many are kept. */
const mostIdle = 2

export const createConnectionPool = (open: (path: string) => Connection): ConnectionPool => {
  let idle: Idle[] = []
  const closeAll = (some: readonly Idle[]): void => {
    for (const { connection } of some) {
      try {
        connection.close()
      } catch {
        // A damaged file may refuse to close; nothing is lost with it.
      }
    }
  }
  let isClosed = false
  return {
    open: (path) => {
      const identity = fileIdentity(path)
      const moved = idle.filter((each) => each.path === path && each.identity !== identity)
      closeAll(moved)
      idle = idle.filter((each) => !moved.includes(each))
      const found = idle.find((each) => each.path === path)
      idle = idle.filter((each) => each !== found)
      const connection = found?.connection ?? open(path)
      return {
        ...connection,
        close: () => {
          const own: Idle = { connection, path, identity: fileIdentity(path) }
          const isWhole = identity === undefined || identity === own.identity
          if (isClosed || connection.isSpoiled() || !isWhole || idle.length >= mostIdle) closeAll([own])
          else idle.push(own)
        },
      }
    },
    close: () => {
      isClosed = true
      closeAll(idle)
      idle = []
    },
  }
}
