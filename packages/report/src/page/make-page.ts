import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { TextsOf } from '../compare/code-differences.ts'
import { compareRuns } from '../compare/compare-runs.ts'
import type { RunDocument } from '../document/run-document.ts'
import type { ComparePageData, IndexPageData, PageData, RunPageData } from './page-data.ts'
import { showChanges, showCode } from './show-code.ts'
import { type LoadReports, showReports } from './show-reports.ts'

export interface RunPageOptions extends Pick<RunPageData, 'index' | 'events'> {
  readonly loadReports: LoadReports
  /** Gives texts of code; without it a page names the parts that changed, and does not show how. */
  readonly codeTexts?: TextsOf | undefined
  /** The run before it, to be compared with. */
  readonly before?: RunDocument | undefined
}

/** A run as one HTML file that needs nothing else: no network, no server, no other file. */
export const makeRunPage = async (
  document: RunDocument,
  { loadReports, codeTexts, before, ...places }: RunPageOptions,
): Promise<string> => {
  const reports = await showReports(document, loadReports)
  const compared =
    before === undefined
      ? {}
      : { comparison: compareRuns(before, document), changes: showChanges(before, document) }
  const code = await showCode(codeTexts, { steps: document.steps, ...compared })
  return makePage({ page: 'run', document, reports, ...compared, code, ...places })
}

/** Two runs side by side, as one HTML file. */
export const makeComparePage = async (
  before: RunDocument,
  after: RunDocument,
  { codeTexts, ...places }: Pick<ComparePageData, 'index'> & Pick<RunPageOptions, 'codeTexts'> = {},
): Promise<string> => {
  const compared = { comparison: compareRuns(before, after), changes: showChanges(before, after) }
  const code = await showCode(codeTexts, compared)
  return makePage({ page: 'compare', ...compared, code, ...places })
}

/** The list of all runs, as one HTML file. */
export const makeIndexPage = (data: Omit<IndexPageData, 'page'>): string =>
  makePage({ page: 'index', ...data })

/** What was built from `client/`, wherever the code that runs stands. */
const built = (name: string): string => {
  const manifest = createRequire(import.meta.url).resolve('@stagewright/report/package.json')
  return readFileSync(join(dirname(manifest), 'dist', name), 'utf8')
}

/**
 * The data is packed and in base64, so that nothing in it can end the element that it stands in, and everything that is
 * shown of it goes through a library that escapes. The policy lets no script run but the page's own.
 */
const makePage = (data: PageData): string => {
  const script = built('client.js').trim()
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    !('events' in data) || data.events === undefined ? "connect-src 'none'" : "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const packed = gzipSync(JSON.stringify(data), { level: 6 }).toString('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Stagewright</title>
<link rel="icon" href="data:,">
<style>${built('client.css').trim()}</style>
</head>
<body>
<div id="app"><noscript>This report is drawn by a script that it brings along. Allow scripts to see it.</noscript></div>
<script type="application/octet-stream" id="data">${packed}</script>
<script>${script}</script>
</body>
</html>
`
}
