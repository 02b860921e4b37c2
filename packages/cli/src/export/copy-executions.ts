import { cp } from 'node:fs/promises'
import { extname } from 'node:path'
import {
  type Content,
  type Draft,
  isManifest,
  itemFormatOf,
  manifestBytes,
  readManifest,
  type Store,
  type StoredArtifact,
  type StoreSession,
  type Trace,
} from '@stagewright/core'

/** Where the source's artifacts are in the target, by their locations in the source. */
type Copied = Map<string, StoredArtifact>

/** Copies executions with their artifacts from one store to another, the oldest first. */
export const copyExecutions = async (traces: readonly Trace[], from: Store, to: Store): Promise<void> => {
  const source = await from.open({ readOnly: true })
  try {
    const target = await to.open({ readOnly: false })
    const copied: Copied = new Map()
    try {
      for (const trace of traces.toSorted((left, right) => left.order - right.order))
        await copyOne(trace, source, target, copied)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

const copyOne = async (
  trace: Trace,
  source: StoreSession,
  target: StoreSession,
  copied: Copied,
): Promise<void> => {
  const { order: _, ...execution } = trace
  const draft = target.draft({ stage: trace.stage, record: trace.record, key: trace.key })
  try {
    const outputs: Trace['outputs'][number][] = []
    for (const output of trace.outputs) {
      const { name, stored } = output
      if (stored === undefined) outputs.push(output)
      else outputs.push({ ...output, stored: await copy(name, stored, source, draft, copied) })
    }
    const { reports } = execution
    const told =
      reports === undefined ? {} : { reports: await copy('reports', reports, source, draft, copied) }
    await draft.commit({ ...execution, outputs, ...told })
  } catch (error) {
    await draft.discard()
    throw error
  }
}

const copy = async (
  name: string,
  stored: StoredArtifact,
  source: StoreSession,
  draft: Draft,
  copied: Copied,
): Promise<StoredArtifact> => {
  const content = isManifest(stored)
    ? await copyList(name, stored, source, draft, copied)
    : contentOf(stored, source)
  const extension = extname(stored.location).slice(1)
  const there = await draft.write({ name, format: stored.format, extension }, content)
  copied.set(stored.location, there)
  return there
}

/** A list names where its items are, which is elsewhere in the target. Items that other steps made are there already. */
const copyList = async (
  name: string,
  list: StoredArtifact,
  source: StoreSession,
  draft: Draft,
  copied: Copied,
): Promise<Content> => {
  const items = []
  for (const [at, { digest, stored }] of readManifest(await source.read(list)).entries()) {
    const there = copied.get(stored.location) ?? (await copy(`${name}-${at}`, stored, source, draft, copied))
    items.push({ digest, stored: there })
  }
  return { via: 'bytes', bytes: manifestBytes(items, itemFormatOf(list)) }
}

/** A folder cannot be streamed, and only a file store has one. */
const contentOf = (stored: StoredArtifact, source: StoreSession): Content =>
  stored.location.startsWith('folder:')
    ? {
        via: 'path',
        write: async (path) => cp((await source.path?.(stored)) ?? '', path, { recursive: true }),
      }
    : { via: 'stream', chunks: source.stream(stored) }
