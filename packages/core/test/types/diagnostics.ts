import { spawnSync } from 'node:child_process'
import { join, relative } from 'node:path'

const root = join(__dirname, '../../../..')

/** The compilers that users have. */
export const compilers = {
  'TypeScript 7': [join(root, 'node_modules/typescript/bin/tsc')],
  // The pages of the reference are made with it; TypeScript 6.0 as a package of its own would take the place of the command.
  'TypeScript 6.0': [require.resolve('typescript/lib/tsc.js', { paths: [join(root, 'packages/docs')] })],
  'TypeScript 5.9': [join(root, 'node_modules/typescript-5.9/lib/tsc.js')],
} as const satisfies Record<string, readonly string[]>

export type Compiler = keyof typeof compilers

/** One error: its file relative to the project's folder, its line from 1, and the whole text. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly text: string
}

export const compile = (compiler: Compiler, project: string, ...options: readonly string[]): string => {
  const { stdout, error } = spawnSync(
    process.execPath,
    [...compilers[compiler], '--project', project, '--pretty', 'false', ...options],
    { encoding: 'utf8', cwd: project, maxBuffer: 1e8 },
  )
  if (error !== undefined) throw error
  return stdout
}

export const diagnose = (
  compiler: Compiler,
  project: string,
  ...options: readonly string[]
): Diagnostic[] => {
  const found: Diagnostic[] = []
  for (const line of compile(compiler, project, ...options).split('\n')) {
    const head = /^(.+?)\((\d+),\d+\): error TS\d+: (.*)$/u.exec(line)
    const last = found.at(-1)
    if (head !== null) {
      const [, file = '', at = '', text = ''] = head
      found.push({ file: relative(project, join(project, file)), line: Number(at), text })
    } else if (line.startsWith(' ') && last !== undefined) {
      found[found.length - 1] = { ...last, text: `${last.text}\n${line}` }
    } else if (line.startsWith('error')) {
      throw new Error(line)
    }
  }
  return found
}
