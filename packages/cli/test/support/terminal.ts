import { spawnSync } from 'node:child_process'
import type { Project } from './project.ts'

/** Everything that a terminal of 100 columns and 24 rows gets from the command, by script(1) of util-linux. */
export const inTerminal = (
  { folder }: Pick<Project, 'folder'>,
  command: string,
  env: Readonly<Record<string, string>> = {},
): string => {
  const program = `stty cols 100 rows 24; ${process.execPath} node_modules/stagewright/bin/stagewright.js ${command}`
  const unset = { CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, npm_command: undefined }
  const { stdout } = spawnSync('/usr/bin/script', ['-qec', program, '/dev/null'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...unset, TERM: 'xterm-256color', ...env },
  })
  return stdout
}
