import { cp } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Content, Store, StoredArtifact, StoreSession, Trace } from '@stagewright/core'

/** Copies executions with their artifacts from one store to another, the oldest first. */
export const copyExecutions = async (traces: readonly Trace[], from: Store, to: Store): Promise<void> => {
  const source = await from.open({ readOnly: true })
  try {
    const target = await to.open({ readOnly: false })
    try {
      for (const trace of traces.toSorted((left, right) => left.order - right.order))
        await copyOne(trace, source, target)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

const copyOne = async (trace: Trace, source: StoreSession, target: StoreSession): Promise<void> => {
  const { order: _, ...execution } = trace
  const draft = target.draft({ stage: trace.stage, record: trace.record, key: trace.key })
  try {
    const copy = (name: string, stored: StoredArtifact): Promise<StoredArtifact> => {
      const extension = extname(stored.location).slice(1)
      return draft.write({ name, format: stored.format, extension }, contentOf(stored, source))
    }
    const outputs: Trace['outputs'][number][] = []
    for (const output of trace.outputs) {
      const { name, stored } = output
      if (stored === undefined) {
        outputs.push(output)
        continue
      }
      outputs.push({ ...output, stored: await copy(name, stored) })
    }
    const { reports } = execution
    const told = reports === undefined ? {} : { reports: await copy('reports', reports) }
    await draft.commit({ ...execution, outputs, ...told })
  } catch (error) {
    await draft.discard()
    throw error
  }
}

/** A folder cannot be streamed, and only a file store has one. */
const contentOf = (stored: StoredArtifact, source: StoreSession): Content =>
  stored.location.startsWith('folder:')
    ? {
        via: 'path',
        write: async (path) => cp((await source.path?.(stored)) ?? '', path, { recursive: true }),
      }
    : { via: 'stream', chunks: source.stream(stored) }
