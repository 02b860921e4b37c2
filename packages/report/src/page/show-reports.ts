import { parseReport, type Report, type StoredArtifact } from '@stagewright/core'
import type { RunDocument } from '../document/run-document.ts'
import type { ShownReport, ShownReports } from './page-data.ts'
import { makeShow } from './show-report.ts'

/** Reads what an execution reported from its store. */
export type LoadReports = (stored: StoredArtifact) => Promise<readonly Report[]>

/** All that a run's steps reported, in the order of the steps; steps that stand on one execution share what it reported. */
export const showReports = async (
  document: RunDocument,
  load: LoadReports,
): Promise<readonly ShownReports[]> => {
  const show = makeShow()
  const shared = new Map<string, { readonly steps: number[]; readonly stored: StoredArtifact }>()
  const shown: { steps: readonly number[]; reports: readonly ShownReport[] }[] = []
  for (const [index, step] of document.steps.entries()) {
    const { reports: stored, reported } = step
    if (reported !== undefined)
      shown.push({
        steps: [index],
        reports: await showAll(reported.flatMap((form) => parseReport(form) ?? [])),
      })
    if (stored === undefined) continue
    const known = shared.get(stored.location)
    if (known === undefined) shared.set(stored.location, { steps: [index], stored })
    else known.steps.push(index)
  }
  async function showAll(reports: readonly Report[]): Promise<readonly ShownReport[]> {
    const all: ShownReport[] = []
    for (const report of reports) all.push(await show(report))
    return all
  }
  for (const { steps, stored } of shared.values()) {
    try {
      shown.push({ steps, reports: await showAll(await load(stored)) })
    } catch {
      const text = 'What was reported here is not in the store any more.'
      shown.push({ steps, reports: [{ kind: 'note', text }] })
    }
  }
  return shown.toSorted((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0))
}
