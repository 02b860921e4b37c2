import type {
  Digest,
  FileReading,
  PastExecution,
  ReadTarget,
  StoredArtifact,
  StoreSession,
  Trace,
  TraceHead,
} from '@stagewright/core'

/** Look-ups of one thing each, as facts about stores make them. */
export interface One {
  readonly readSets: (base: Digest) => Promise<readonly (readonly ReadTarget[])[]>
  readonly trace: (key: Digest) => Promise<Trace | undefined>
  readonly head: (key: Digest) => Promise<TraceHead | undefined>
  readonly reading: (path: string) => Promise<FileReading | undefined>
  readonly latest: (stage: string, limit: number) => Promise<readonly Trace[]>
  readonly holds: (artifact: StoredArtifact) => Promise<boolean>
  /** All of them. */
  readonly executions: () => Promise<readonly PastExecution[]>
}

export const one = (session: StoreSession): One => {
  const trace = async (key: Digest): Promise<Trace | undefined> => (await session.traces([key]))[0]
  const { heads } = session
  return {
    readSets: async (base) => (await session.readSets([base]))[0] ?? [],
    trace,
    head: heads === undefined ? trace : async (key) => heads([key])[0],
    reading: async (path) => (await session.readings([path]))[0],
    latest: async (stage, limit) => (await session.latest([stage], limit))[0] ?? [],
    holds: async (artifact) => (await session.holds([artifact]))[0] === true,
    executions: async () => {
      const all: PastExecution[] = []
      for await (const execution of session.executions()) all.push(execution)
      return all
    },
  }
}
