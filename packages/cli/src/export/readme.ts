import { countOf } from '../text/format-count.ts'
import type { ExportedRun } from './exported-run.ts'

/** The page in an exported folder that explains how to repeat the run. */
export const readme = (run: ExportedRun): string => {
  const { node, stagewright, packages } = run.versions
  const installed = Object.entries(packages).map(([name, version]) => `- ${name} ${version}`)
  return `# ${run.experiment}

Exported on ${run.exportedAt} from ${run.platform}: ${countOf(run.files.length, 'file')} of the project and
${countOf(run.executions, 'execution')} with ${countOf(run.artifacts, 'artifact')}.

To run it again, in this folder:

    ${run.folder === '.' ? '' : `cd ${run.folder}\n    `}npm ci        (npm install where there is no package-lock.json)
    ${run.command}

Stored results are reused. To compute everything again, remove \`.stagewright\` first, or add \`--overwrite '*'\`.
\`npx stagewright ls\` lists the stored results.
${section('These steps had no result when the run was exported, so they will run:', run.toRun)}${section(
    'Stages read these files from outside the project. They are not in this folder; bring them along:',
    run.outside,
  )}${section(
    'These files may hold secrets and were held back. Put your own in their place if the run needs them:',
    run.heldBack.map(({ path, why }) => `${path} (${why})`),
  )}${section(
    'These files could not be copied:',
    run.leftOut.map(({ path, why }) => `${path} (${why})`),
  )}
It ran on Node ${node} with stagewright ${stagewright}${installed.length === 0 ? '.' : ` and these packages:\n\n${installed.join('\n')}`}
`
}

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${heading}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`
