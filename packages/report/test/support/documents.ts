import { makeEngine, readReports, type RunOptions, type Store, type Target } from '@stagewright/core'
import { collectRun, type LoadReports, type RunDocument } from '@stagewright/report'

const facts = {
  experiment: 'digits',
  file: 'digits.ts',
  store: 'in memory',
  environment: { node: 'v20.20.0', platform: 'linux x64', cpus: 2, versions: { stagewright: '0.1.0' } },
  reproduce: ['stagewright run digits.ts'],
}

/** A run's document, as the command makes it. */
export const documentOf = async (
  target: Target,
  store: Store,
  options: RunOptions = {},
): Promise<RunDocument> => {
  const collector = collectRun(facts)
  const result = await makeEngine()
    .run(target, { store, concurrency: 1, ...options, onEvent: collector.note })
    .catch(() => undefined)
  const document = collector.document(result)
  if (document === undefined) throw new Error('The run did not begin.')
  return document
}

export const loaderOf =
  (store: Store): LoadReports =>
  async (reports) => {
    const session = await store.open({ readOnly: true })
    try {
      return await readReports(session, { reports })
    } finally {
      await session.close()
    }
  }
