import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bundleScript } from '../../node/test/store/bundle-script.ts'

/** Runs one of the programs in `programs/` in a process of its own, in a folder, and gives what it printed as JSON. */
export const runProgram = (name: string, cwd: string, ...args: readonly string[]): any => {
  const program = bundleScript(join(__dirname, 'programs', `${name}.ts`))
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', program, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '' },
  })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}
