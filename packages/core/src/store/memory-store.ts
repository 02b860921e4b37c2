import { ArtifactLostError } from '../errors/index.ts'
import { portableDigest } from '../fingerprint/portable-digest.ts'
import type { FileReading } from '../ports/fingerprinter.ts'
import { placesOf } from '../ports/place.ts'
import type {
  Claim,
  ClaimAnswer,
  Content,
  Draft,
  HeldClaim,
  RunNote,
  Store,
  StoreSession,
} from '../ports/store.ts'
import type { Digest, ReadTarget, StoredArtifact, Trace } from '../ports/trace.ts'
import { idOf } from '../reads/recorder.ts'

/** A store that lives as long as the process, or the object: for tests, browsers, and runs that keep nothing. */
export const memoryStore = (): Store => {
  const contents = makeContents()
  return { name: 'in memory', open: async ({ readOnly }) => makeSession(contents, readOnly) }
}

interface Contents {
  readonly all: Trace[]
  readonly traces: Map<Digest, Trace>
  readonly readSets: Map<Digest, Map<string, readonly ReadTarget[]>>
  readonly byStage: Map<string, Trace[]>
  readonly places: Map<string, { readonly key: Digest; readonly record: string }>
  readonly runs: Map<string, RunNote>
  readonly readings: Map<string, FileReading>
  readonly blobs: Map<string, Uint8Array>
  readonly claims: Map<Digest, HeldClaim>
  order: number
}

const makeContents = (): Contents => ({
  all: [],
  traces: new Map(),
  readSets: new Map(),
  byStage: new Map(),
  places: new Map(),
  runs: new Map(),
  readings: new Map(),
  blobs: new Map(),
  claims: new Map(),
  order: 0,
})

const makeSession = (contents: Contents, readOnly: boolean): StoreSession => {
  const held = new Set<Claim>()
  const openedAt = contents.order
  let ownCommits = 0
  const read = async ({ location, checksum }: StoredArtifact): Promise<Uint8Array> => {
    const bytes = contents.blobs.get(location)
    if (bytes === undefined) throw new ArtifactLostError(location, 'missing')
    if (portableDigest(bytes) === checksum) return bytes.slice()
    contents.blobs.delete(location)
    throw new ArtifactLostError(location, 'corrupt')
  }
  return {
    readSets: (bases) => bases.map((base) => [...(contents.readSets.get(base)?.values() ?? [])]),
    traces: (keys) => keys.map((key) => contents.traces.get(key)),
    readings: (paths) => paths.map((path) => contents.readings.get(path)),
    latest: (stages, limit) =>
      stages.map((stage) =>
        limit < 1 ? [] : (contents.byStage.get(stage) ?? []).slice(-limit).toReversed(),
      ),
    stood: (places) =>
      places.map((place) => {
        const standing = contents.places.get(place)
        const trace = standing && contents.traces.get(standing.key)
        return trace && { trace, record: standing.record }
      }),
    stand: async (steps) => {
      for (const { place, key } of steps)
        for (const text of placesOf(place)) contents.places.set(text, { key, record: place.record })
    },
    noteRun: async (note) => void contents.runs.set(note.run, note),
    runs: () => [...contents.runs.values()],
    executions: function* () {
      for (const trace of contents.all) yield { trace, superseded: contents.traces.get(trace.key) !== trace }
    },
    holds: (artifacts) => artifacts.map(({ location }) => contents.blobs.has(location)),
    read,
    stream: (artifact) => inOneChunk(read(artifact)),
    draft: () => makeDraft(contents, () => ownCommits++),
    claim: (id) => (readOnly ? noClaim : claimIn(contents, held, id, contents.order - ownCommits > openedAt)),
    close: async () => {
      for (const claim of held) await claim.release()
    },
  }
}

async function* inOneChunk(bytes: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await bytes
}

const makeDraft = (contents: Contents, onCommit: () => void): Draft => {
  const written = new Map<string, Uint8Array>()
  return {
    write: async ({ format }, content) => {
      const bytes = await bytesOf(content)
      const checksum = portableDigest(bytes)
      const location = `${checksum}.blob`
      written.set(location, bytes)
      return { checksum, size: bytes.byteLength, format, location }
    },
    commit: async (unordered) => {
      contents.order++
      onCommit()
      const trace: Trace = { ...unordered, order: contents.order }
      for (const [location, bytes] of written) contents.blobs.set(location, bytes)
      remember(contents, trace)
      return trace
    },
    discard: async () => written.clear(),
  }
}

const remember = (contents: Contents, trace: Trace): void => {
  contents.all.push(trace)
  contents.traces.set(trace.key, trace)
  const targets = trace.reads.map(({ target }) => target)
  const sets = contents.readSets.get(trace.base) ?? new Map<string, readonly ReadTarget[]>()
  contents.readSets.set(trace.base, sets.set(targets.map(idOf).join('\n'), targets))
  const same = contents.byStage.get(trace.stage)
  for (const place of placesOf(trace)) contents.places.set(place, { key: trace.key, record: trace.record })
  if (same === undefined) contents.byStage.set(trace.stage, [trace])
  else same.push(trace)
  for (const { target, saw, signature } of trace.reads)
    if (target.door === 'file')
      contents.readings.set(
        target.path,
        signature === undefined ? { digest: saw } : { digest: saw, signature },
      )
}

const bytesOf = async (content: Content): Promise<Uint8Array> => {
  switch (content.via) {
    case 'bytes':
      return new Uint8Array(content.bytes)
    case 'stream': {
      const chunks: Uint8Array[] = []
      for await (const chunk of content.chunks) chunks.push(chunk)
      const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0))
      let at = 0
      for (const chunk of chunks) {
        all.set(chunk, at)
        at += chunk.byteLength
      }
      return all
    }
    case 'path':
      throw new TypeError(
        'a store in memory has no files for a cacher that saves to a path; use fileStore(directory)',
      )
  }
}

const noClaim: Claim = { isTaken: true, othersSaved: false, release: async () => {} }

const claimIn = (contents: Contents, held: Set<Claim>, id: Digest, othersSaved: boolean): ClaimAnswer => {
  const other = contents.claims.get(id)
  if (other !== undefined) return other
  let free = (): void => {}
  const freed = new Promise<void>((resolve) => {
    free = resolve
  })
  let told: string | undefined
  contents.claims.set(id, {
    isTaken: false,
    freed,
    holder: () => 'another run in this process',
    told: () => told,
  })
  const claim: Claim = {
    isTaken: true,
    othersSaved,
    tell: (text) => {
      told = text
    },
    release: () => {
      if (held.delete(claim)) {
        contents.claims.delete(id)
        free()
      }
      return released
    },
  }
  held.add(claim)
  return claim
}

const released = Promise.resolve()
