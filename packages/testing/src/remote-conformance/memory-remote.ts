import { createHash } from 'node:crypto'
import { type Remote, RemoteError, type RemoteObject } from '@stagewright/core'

/** A remote in this process's memory: what stores of several folders share in a test. */
export interface MemoryRemote extends Remote {
  /** Everything that is there; a test may change it. */
  readonly objects: Map<string, { bytes: Uint8Array; writtenAt: number }>
  /** What it was asked for, in order. */
  readonly asked: { readonly what: 'put' | 'get' | 'look' | 'list' | 'remove'; readonly name: string }[]
  /** As if the network were down, or up again. */
  readonly setReachable: (isReachable: boolean) => void
}

let made = 0

/** @param name two remotes with one name count as one; each has a name of its own where none is given */
export const memoryRemote = (name = `memory-${++made}`): MemoryRemote => {
  const objects: MemoryRemote['objects'] = new Map()
  const asked: { what: 'put' | 'get' | 'look' | 'list' | 'remove'; name: string }[] = []
  let isReachable = true
  const note = (what: (typeof asked)[number]['what'], of: string): void => {
    asked.push({ what, name: of })
    if (!isReachable) throw new RemoteError('unreachable', 'The network is down.')
  }
  const about = (of: string): RemoteObject | undefined => {
    const found = objects.get(of)
    return found && { name: of, size: found.bytes.length, writtenAt: found.writtenAt }
  }
  return {
    name,
    objects,
    asked,
    setReachable: (value) => {
      isReachable = value
    },
    put: async (of, body, { replace = false } = {}) => {
      note('put', of)
      const parts: Uint8Array[] = []
      const hash = createHash('sha256')
      for await (const chunk of body.open()) {
        hash.update(chunk)
        parts.push(chunk.slice())
      }
      const bytes = new Uint8Array(Buffer.concat(parts))
      if (bytes.length !== body.size || hash.digest('hex') !== body.sha256)
        throw new RemoteError('refused', `What was sent as ${of} is not what it was said to be.`)
      if (!replace && objects.has(of)) return 'there'
      objects.set(of, { bytes, writtenAt: Date.now() })
      return 'written'
    },
    get: async function* (of, { first = Number.POSITIVE_INFINITY } = {}) {
      note('get', of)
      const found = objects.get(of)
      if (found === undefined) throw new RemoteError('missing', `There is no ${of}.`)
      const end = Math.min(first, found.bytes.length)
      for (let at = 0; at < end; at += chunkSize) yield found.bytes.slice(at, Math.min(at + chunkSize, end))
    },
    look: async (of) => {
      note('look', of)
      return about(of)
    },
    list: async function* (beginning, { after = '' } = {}) {
      note('list', beginning)
      const names = [...objects.keys()].filter((of) => of.startsWith(beginning) && of > after)
      for (const of of names.sort()) {
        const found = about(of)
        if (found !== undefined) yield found
      }
    },
    remove: async (names) => {
      note('remove', names.join(' '))
      for (const of of names) objects.delete(of)
    },
    now: Date.now,
  }
}

const chunkSize = 1 << 20
