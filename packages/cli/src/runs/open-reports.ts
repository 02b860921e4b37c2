import { readReports } from '@stagewright/core'
import type { OpenReports } from '@stagewright/report'

/** Reads what stages reported from a store's folder, one session for all. Call `close` when nothing more is read. */
export const openReports = async (folder: string): Promise<OpenReports> => {
  const { fileStore } = await import('@stagewright/node')
  const session = await fileStore(folder).open({ readOnly: true })
  return {
    load: (reports) => readReports(session, { reports }),
    codeTexts: session.codeTexts,
    close: session.close,
  }
}
