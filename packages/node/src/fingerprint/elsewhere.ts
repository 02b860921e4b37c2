import type { Walk } from './reach.ts'

/** What runs code that no function holds: in another process, another thread, or loaded anew. */
const runners: Readonly<Record<string, readonly string[]>> = {
  child_process: ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'],
  worker_threads: ['Worker'],
}

/** Notes programs and modules that a function starts; whoever passes their files through `context.file` tracks them. */
export const noteElsewhere = (walk: Walk, module: string, [member]: readonly string[]): void => {
  if (module === 'module' && member === 'createRequire')
    walk.untracked.add('a module that `createRequire` loads while it runs')
  if (member !== undefined && runners[module]?.includes(member) === true) walk.started.add(member)
}

/** The same for a function of Node's that is met by itself, as in `promisify(execFile)`. */
export const noteRunner = (walk: Walk, module: string, name: string): void => {
  if (module === 'node:child_process') noteElsewhere(walk, 'child_process', [name])
  if (module === 'node:internal') noteElsewhere(walk, 'worker_threads', [name])
}

/** What to say of the code that runs elsewhere, unless some function opens a tracked file. */
export const elsewherePhrases = ({ started, opensFiles }: Walk): readonly string[] =>
  opensFiles
    ? []
    : [...started].map((name) => `what \`${name}\` starts (its files could go through \`context.file\`)`)
