import { parseReport, type PlotReport, type Report, type StoredArtifact } from '@stagewright/core'
import type { RunDocument } from '../document/run-document.ts'
import { alignPlots, type JoinedPlot, joinPlots } from './join-plots.ts'
import type { ShownReport, ShownReports } from './page-data.ts'
import { makeShow } from './show-report.ts'

/** Reads what an execution reported from its store. */
export type LoadReports = (stored: StoredArtifact) => Promise<readonly Report[]>

/** What one execution reported, and the steps that stand on it. */
interface Told {
  readonly steps: number[]
  readonly reports: readonly Report[]
  /** What stands in place of reports that are gone. */
  readonly note?: string
}

/**
 * All that a run's steps reported, in the order of the steps; steps that stand on one execution share what it reported, and
 * plots of one name share a picture.
 */
export const showReports = async (
  document: RunDocument,
  load: LoadReports,
): Promise<readonly ShownReports[]> => {
  const all = await collect(document, load)
  const pictures = joinAll(document, all)
  const show = makeShow()
  const shown: ShownReports[] = []
  for (const { steps, reports, note } of all) {
    const own: ShownReport[] = note === undefined ? [] : [{ kind: 'note', text: note }]
    for (const report of reports) {
      const picture = report.kind === 'plot' ? pictures.get(report) : { report }
      // It is in another's picture.
      if (picture === undefined) continue
      const drawn = await show(picture.report)
      const { records, steps: all } = { records: undefined, steps: undefined, ...picture }
      if (drawn.kind !== 'plot' || records === undefined) own.push(drawn)
      else shown.push({ steps: all ?? steps, reports: [{ ...drawn, records }] })
    }
    if (own.length > 0) shown.push({ steps, reports: own })
  }
  return shown.toSorted((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0))
}

const collect = async ({ steps }: RunDocument, load: LoadReports): Promise<readonly Told[]> => {
  const shared = new Map<string, { readonly steps: number[]; readonly stored: StoredArtifact }>()
  const told: Told[] = []
  for (const [index, { reports: stored, reported }] of steps.entries()) {
    if (reported !== undefined)
      told.push({ steps: [index], reports: reported.flatMap((form) => parseReport(form) ?? []) })
    if (stored === undefined) continue
    const known = shared.get(stored.location)
    if (known === undefined) shared.set(stored.location, { steps: [index], stored })
    else known.steps.push(index)
  }
  for (const { steps, stored } of shared.values()) {
    try {
      told.push({ steps, reports: await load(stored) })
    } catch {
      told.push({ steps, reports: [], note: 'What was reported here is no longer in the store.' })
    }
  }
  return told.toSorted((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0))
}

/** Plots of one name that are drawn beside each other, where one picture cannot hold them all. */
const mostApart = 48

/** Each plot as it is drawn. Of those that share a picture only the first is in the map. */
const joinAll = (
  { steps }: RunDocument,
  all: readonly Told[],
): ReadonlyMap<Report, JoinedPlot & { readonly steps?: readonly number[] }> => {
  const byKind = new Map<string, { readonly told: Told; readonly report: PlotReport }[]>()
  for (const told of all)
    for (const report of told.reports) {
      if (report.kind !== 'plot') continue
      const stage = steps[told.steps[0] ?? -1]?.stage
      const kind = JSON.stringify([stage, { ...report, data: [], color: undefined }])
      const same = byKind.get(kind) ?? []
      same.push({ told, report })
      byKind.set(kind, same)
    }
  const pictures = new Map<Report, JoinedPlot & { readonly steps?: readonly number[] }>()
  for (const same of byKind.values()) {
    const isOneEach = new Set(same.map(({ told }) => told)).size === same.length
    const named = same.map(({ told, report }) => ({
      record: steps[told.steps[0] ?? -1]?.record ?? '',
      report,
    }))
    const joined = isOneEach ? joinPlots(named) : undefined
    const [first] = same
    if (joined !== undefined && first !== undefined) {
      pictures.set(first.report, { ...joined, steps: same.flatMap(({ told }) => told.steps) })
      continue
    }
    const some = same.slice(0, mostApart)
    const aligned = alignPlots(some.map(({ report }) => report))
    for (const [at, { report }] of some.entries()) pictures.set(report, { report: aligned[at] ?? report })
  }
  return pictures
}
