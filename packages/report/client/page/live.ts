import { useEffect, useState } from 'preact/hooks'
import { applyPatch } from '../../src/document/apply-patch.ts'
import type { RunDocument, RunPatch } from '../../src/document/run-document.ts'
import type { IndexPageData, LinkedLine, RunPageData } from '../../src/page/page-data.ts'

/** The document as it is now. When the run is over the page is loaded anew, with all that it reported. */
export const useLiveDocument = ({ document, events }: RunPageData): RunDocument => {
  const [now, setNow] = useState(document)
  useEffect(() => {
    if (events === undefined) return undefined
    const source = new EventSource(events)
    // The server that made this page sends nothing else under these names.
    source.addEventListener('whole', ({ data }) => setNow(JSON.parse(data) as RunDocument))
    source.addEventListener('patch', ({ data }) => {
      const patch = JSON.parse(data) as RunPatch
      setNow((before) => applyPatch(before, patch))
    })
    source.addEventListener('over', () => {
      source.close()
      location.reload()
    })
    return () => source.close()
  }, [events])
  return now
}

/** The runs as they are now: those that go on change, and new ones come. */
export const useLiveRuns = ({ runs, events }: IndexPageData): readonly LinkedLine[] => {
  const [now, setNow] = useState(runs)
  useEffect(() => {
    if (events === undefined) return undefined
    const source = new EventSource(events)
    source.addEventListener('lines', ({ data }) => {
      // The server that made this page sends nothing else under this name.
      const { lines, runs: ids } = JSON.parse(data) as {
        readonly lines: readonly LinkedLine[]
        readonly runs: readonly string[]
      }
      setNow((before) => {
        const known = new Map([...before, ...lines].map((line) => [line.run, line]))
        return ids.flatMap((id) => known.get(id) ?? [])
      })
    })
    return () => source.close()
  }, [events])
  return now
}
