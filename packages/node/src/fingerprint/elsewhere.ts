import type { Fn, Outside, Walk } from './walk.ts'
import type { Given, Reference } from './syntax/reference.ts'

/** What runs code that no function holds: in another process, another thread, or loaded anew. */
const starters: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['child_process', new Set(['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'])],
  ['worker_threads', new Set(['Worker'])],
  ['cluster', new Set(['fork'])],
])

const readers: ReadonlySet<string> = new Set([
  'createReadStream',
  'glob',
  'globSync',
  'open',
  'openAsBlob',
  'openSync',
  'opendir',
  'opendirSync',
  'readFile',
  'readFileSync',
  'readdir',
  'readdirSync',
])

const howOf = (module: string, member: string): Outside['how'] | undefined => {
  if (starters.get(module)?.has(member) === true) return 'starts'
  return (module === 'fs' || module === 'fs/promises') && readers.has(member) ? 'reads' : undefined
}

/** Whether a path or a program is of the program itself, or of the parameters, and so no tracked file. */
const isUntracked = (walk: Walk, given: Given): boolean =>
  given === 'fixed' || (given === 'context' && walk.reading === walk.root)

/** Notes what a helper is called with: one that is given nothing tracked reads nothing that is. */
export const noteGiven = (walk: Walk, helper: Fn, given: Given): void => {
  const before = walk.isGivenNothing.get(helper) ?? true
  walk.isGivenNothing.set(helper, before && isUntracked(walk, given))
}

/** Notes programs, modules and files that a function reaches past the context; what goes through `context.file` counts. */
export const noteElsewhere = (
  walk: Walk,
  module: string,
  path: readonly string[],
  given?: Reference['given'],
): void => {
  const [member, ...others] = path
  if (member === 'default' || (member === 'promises' && module === 'fs'))
    return noteElsewhere(walk, module, others, given)
  if (module === 'module' && member === 'createRequire')
    walk.untracked.add('a module that `createRequire` loads while it runs')
  if (member === undefined) {
    if (starters.has(module)) noteOutside(walk, module, { how: 'starts', isCertain: false })
    if (module === 'fs' || module === 'fs/promises')
      noteOutside(walk, module, { how: 'reads', isCertain: false })
    return
  }
  const how = howOf(module, member)
  if (how === undefined) return
  const [first = 'unknown', all = 'unknown'] = given ?? []
  const from = how === 'reads' ? first : all
  if (from !== 'tracked') noteOutside(walk, member, { how, isCertain: isUntracked(walk, from) })
}

const noteOutside = (walk: Walk, name: string, { how, isCertain }: Omit<Outside, 'within'>): void => {
  const before = walk.outside.get(name)
  const within = [...(before?.within ?? []), walk.reading]
  walk.outside.set(name, { how, isCertain: isCertain || before?.isCertain === true, within })
}

/** The same for a function of Node's that is met by itself, as in `promisify(execFile)`. */
export const noteRunner = (walk: Walk, module: string, name: string): void => {
  if (module === 'node:internal') noteElsewhere(walk, 'worker_threads', [name])
  else if (module === 'node:child_process' || module === 'node:fs')
    noteElsewhere(walk, module.slice('node:'.length), [name])
}

/** What to say of what is outside, unless it may have come through the context, or with the inputs. */
export const elsewherePhrases = (walk: Walk): readonly string[] =>
  [...walk.outside].flatMap(([name, { how, isCertain, within }]) => {
    const mayBeTracked = walk.opensFiles || (how === 'reads' && walk.hasInputs)
    const isGivenNothing = within.some((fn) => walk.isGivenNothing.get(fn) === true)
    if (!isCertain && mayBeTracked && !isGivenNothing) return []
    return how === 'starts'
      ? [`what \`${name}\` starts (its files could go through \`context.file\`)`]
      : [`a file that \`${name}\` reads (its path could go through \`context.file\`)`]
  })
