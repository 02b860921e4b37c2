import { createHash, randomUUID } from 'node:crypto'
import {
  ArtifactLostError,
  type Content,
  type Draft,
  type PastExecution,
  placesOf,
  type Store,
  type StoredArtifact,
  type StoreSession,
  type Trace,
} from 'stagewright'
import type { KeyValueMap } from './key-value-map.ts'
import { makeLeases } from './leases.ts'

// #region open
/** A store over any map of keys and values: every look-up is a promise. */
export const keyValueStore = (name: string, map: KeyValueMap): Store => ({
  name,
  open: async ({ readOnly }) => openSession(map, readOnly, new Set(await map.list('saved/'))),
})
// #endregion open

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const decode = (bytes: Uint8Array): any => JSON.parse(Buffer.from(bytes).toString())

const openSession = (map: KeyValueMap, readOnly: boolean, before: ReadonlySet<string>): StoreSession => {
  const self = randomUUID()
  const leases = makeLeases(map)
  /** Shows the others that this session has saved something. */
  let mark = ''
  let lastOrder = 0

  const find = async (key: string): Promise<any> => {
    const bytes = await map.get(key)
    return bytes && decode(bytes)
  }
  const findAll = (keys: readonly string[]): Promise<any[]> => Promise.all(keys.map(find))
  const newest = async (key: string): Promise<Trace | undefined> => {
    const id = await find(`newest/${key}`)
    return id && find(`execution/${id}`)
  }
  const read = async ({ location, checksum }: StoredArtifact): Promise<Uint8Array> => {
    const bytes = await map.get(`blob/${location}`)
    if (bytes === undefined) throw new ArtifactLostError(location, 'missing')
    if (sha256(bytes) !== checksum) throw new ArtifactLostError(location, 'corrupt')
    return bytes
  }
  const stand = (place: string, key: string, record: string): Promise<void> =>
    map.set(`place/${sha256(place)}`, encode({ key, record }))

  // #region save
  /** Nothing of an execution is found before what leads to it is written, and that is written last. */
  const save = async (trace: Trace, blobs: ReadonlyMap<string, Uint8Array>): Promise<void> => {
    const id = `${String(trace.order).padStart(17, '0')}/${self}`
    const targets = trace.reads.map(({ target }) => target)
    await Promise.all([...blobs].map(([location, bytes]) => map.set(`blob/${location}`, bytes)))
    await map.set(`execution/${id}`, encode(trace))
    await Promise.all([
      map.set(`newest/${trace.key}`, encode(id)),
      map.set(`reads/${trace.base}/${sha256(encode(targets))}`, encode(targets)),
      map.set(`stage/${sha256(trace.stage)}/${id}`, encode(id)),
      ...placesOf(trace).map((place) => stand(place, trace.key, trace.record)),
      ...trace.reads.map(async ({ target, saw, signature }) => {
        if (target.door === 'file') await map.set(`file/${target.path}`, encode({ digest: saw, signature }))
      }),
    ])
    const [last, next] = [mark, `saved/${id}`]
    mark = next
    await map.set(next, encode(true))
    if (last !== '') await map.delete(last)
  }
  // #endregion save

  // #region draft
  const draft = (): Draft => {
    const blobs = new Map<string, Uint8Array>()
    return {
      write: async ({ format }, content) => {
        const bytes = await bytesOf(content)
        const checksum = sha256(bytes)
        blobs.set(checksum, bytes)
        return { checksum, size: bytes.byteLength, format, location: checksum }
      },
      commit: async (unordered) => {
        if (readOnly) throw new Error('This session was opened for reading only.')
        lastOrder = Math.max(lastOrder + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000))
        const trace: Trace = { ...unordered, order: lastOrder }
        await save(trace, blobs)
        return trace
      },
      discard: async () => blobs.clear(),
    }
  }
  // #endregion draft

  return {
    // #region look-ups
    readSets: (bases) => Promise.all(bases.map(async (base) => findAll(await map.list(`reads/${base}/`)))),
    traces: (keys) => Promise.all(keys.map(newest)),
    readings: (paths) => findAll(paths.map((path) => `file/${path}`)),
    latest: (stages, limit) =>
      Promise.all(
        stages.map(async (stage) => {
          const all = limit < 1 ? [] : await map.list(`stage/${sha256(stage)}/`)
          const ids = all.slice(-limit).toReversed()
          return findAll(ids.map((id) => id.replace(/^stage\/[^/]+/u, 'execution')))
        }),
      ),
    stood: (places) =>
      Promise.all(
        places.map(async (place) => {
          const standing = await find(`place/${sha256(place)}`)
          const trace = standing && (await newest(standing.key))
          return trace && { trace, record: standing.record }
        }),
      ),
    // #endregion look-ups
    stand: async (steps) => {
      const all = steps.flatMap(({ place, key }) => placesOf(place).map((text) => ({ text, place, key })))
      if (!readOnly) await Promise.all(all.map(({ text, place, key }) => stand(text, key, place.record)))
    },
    noteRun: async (note) => {
      if (!readOnly) await map.set(`run/${note.startedAt}/${note.run}`, encode(note))
    },
    runs: async () => findAll(await map.list('run/')),
    executions: async function* (): AsyncGenerator<PastExecution> {
      for (const key of await map.list('execution/')) {
        const trace: Trace = await find(key)
        yield { trace, superseded: (await newest(trace.key))?.order !== trace.order }
      }
    },
    holds: (artifacts) =>
      Promise.all(
        artifacts.map(async ({ location }) => (await map.list(`blob/${location}`))[0] === `blob/${location}`),
      ),
    read,
    stream: async function* (artifact) {
      yield await read(artifact)
    },
    draft,
    claim: async (id) => {
      if (readOnly) return { isTaken: true, othersSaved: false, release: async () => {} }
      const answer = await leases.take(id)
      if (!answer.isTaken) return answer
      const isOthers = (key: string): boolean => !before.has(key) && !key.endsWith(self)
      return { ...answer, othersSaved: (await map.list('saved/')).some(isOthers) }
    },
    close: leases.close,
  }
}

const bytesOf = async (content: Content): Promise<Uint8Array> => {
  if (content.via === 'bytes') return Uint8Array.from(content.bytes)
  if (content.via === 'path') throw new TypeError('This store has no files, which its cacher needs.')
  const chunks: Uint8Array[] = []
  for await (const chunk of content.chunks) chunks.push(chunk)
  return Buffer.concat(chunks)
}
