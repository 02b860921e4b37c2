import type { ExportedRun } from './exported-run.ts'

/** The page in an exported folder that tells how to repeat the run. */
export const readme = (run: ExportedRun): string => {
  const { node, stagewright, packages } = run.versions
  const installed = Object.entries(packages).map(([name, version]) => `- ${name} ${version}`)
  return `# ${run.experiment}

Exported on ${run.exportedAt} from ${run.platform}: the program, ${run.executions} executions with ${run.artifacts} artifacts, and
what they were made with.

To repeat it, in this folder:

    ${run.folder === '.' ? '' : `cd ${run.folder}\n    `}npm ci        (npm install where there is no package-lock.json)
    ${run.command}

Everything that is kept is reused; to make it anew, remove \`.stagewright\` first, or add \`--overwrite '*'\`.
\`npx stagewright ls\` lists what is kept.
${run.toRun.length === 0 ? '' : `\nThese steps had no result when it was exported, and will run: ${run.toRun.join(', ')}.\n`}${
    run.outside.length === 0
      ? ''
      : `\nStages read these files from outside the project, which are not in this folder. Bring them along:\n\n${run.outside.map((path) => `- ${path}`).join('\n')}\n`
  }
It ran on Node ${node} with stagewright ${stagewright}${installed.length === 0 ? '.' : ` and these packages:\n\n${installed.join('\n')}`}
`
}
