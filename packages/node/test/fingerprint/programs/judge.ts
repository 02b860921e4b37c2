import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { nodeFingerprinter } from '../../../src/fingerprint/index.ts'
import { makeProgram, type Program } from './program.ts'

/**
 * What became of an edit: `stale` is a result that would be given although a run without a cache gives another one;
 * `told` is the same with a warning; `needless` is a run after an edit that changes nothing.
 */
export type Verdict = 'followed' | 'stale' | 'told' | 'needless' | 'untouched' | 'unmoved'

/** One edit that was not treated as it should be. */
export interface Finding {
  readonly verdict: Verdict
  readonly seed: number
  readonly kind: string
  readonly text: string
}

export interface Report {
  readonly programs: number
  /** How often each verdict was given, by the kind of the edit. */
  readonly byKind: Readonly<Record<string, Partial<Record<Verdict, number>>>>
  readonly findings: readonly Finding[]
}

type Fit = (context: unknown) => unknown

const fingerprinter = nodeFingerprinter()

const load = async (
  folder: string,
  name: string,
  program: Program,
  side: 'before' | 'after',
): Promise<Fit> => {
  const home = join(folder, name)
  mkdirSync(home)
  for (const [specifier, text] of program[side]) writeFileSync(join(home, specifier), text)
  const module = (await import(pathToFileURL(join(home, program.entry)).href)) as { readonly fit: Fit }
  return module.fit
}

/** What a run without a cache gives, as text that is the same for equal results. */
const valueOf = async (fit: Fit): Promise<string> => {
  try {
    return inspect(await fit({ params: { n: 2 } }), { depth: 20 })
  } catch (error) {
    return `throws ${String(error)}`
  }
}

interface Sight {
  readonly digest: string
  readonly isTold: boolean
  readonly value: string
}

/** What is seen of one side of programs, and what they come to. All are looked at in one turn, which is cheaper. */
const lookAt = async (
  folder: string,
  programs: readonly Program[],
  side: 'before' | 'after',
): Promise<readonly Sight[]> => {
  const fits: Fit[] = []
  for (const program of programs) fits.push(await load(folder, `${program.seed}-${side}`, program, side))
  const seen = fits.map((fit) => fingerprinter.code(fit as (...args: never) => unknown))
  const sights: Sight[] = []
  for (const [index, { digest, untracked }] of seen.entries())
    sights.push({ digest, isTold: untracked.length > 0, value: await valueOf(fits[index] as Fit) })
  return sights
}

const verdictOf = (program: Program, old: Sight, now: Sight): Verdict => {
  const isSame = old.digest === now.digest
  if (old.value !== now.value) return isSame ? (now.isTold ? 'told' : 'stale') : 'followed'
  if (isSame) return 'untouched'
  return program.edit.isNeutral ? 'needless' : 'unmoved'
}

const textOf = ({ before, after, kinds }: Program): string =>
  [
    kinds.join(' > '),
    ...[...after].flatMap(([specifier, text]) =>
      text === before.get(specifier)
        ? [`// ${specifier}`, text]
        : [`// ${specifier}, before`, before.get(specifier), `// ${specifier}, after`, text],
    ),
  ].join('\n')

const atOnce = 200

/** The programs of some seeds; of one kind of edit, if it is given. */
const programsOf = (from: number, count: number, kind: string | undefined): readonly Program[] =>
  Array.from({ length: count }, (_, index) => makeProgram(from + index)).filter(
    ({ edit }) => kind === undefined || edit.kind === kind,
  )

/** Judges the programs of some seeds. */
export const judgeAll = async (from: number, count: number, kind?: string): Promise<Report> => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-programs-'))
  const byKind: Record<string, Partial<Record<Verdict, number>>> = {}
  const findings: Finding[] = []
  const all = programsOf(from, count, kind)
  for (let start = 0; start < all.length; start += atOnce) {
    const programs = all.slice(start, start + atOnce)
    const before = await lookAt(folder, programs, 'before')
    const after = await lookAt(folder, programs, 'after')
    for (const [index, program] of programs.entries()) {
      const verdict = verdictOf(program, before[index] as Sight, after[index] as Sight)
      const counts = (byKind[program.edit.kind] ??= {})
      counts[verdict] = (counts[verdict] ?? 0) + 1
      if (verdict === 'stale' || verdict === 'needless')
        findings.push({ verdict, seed: program.seed, kind: program.edit.kind, text: textOf(program) })
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return { programs: all.length, byKind, findings }
}

const [from = '0', count = '200', kind] = process.argv.slice(2)
console.log(JSON.stringify(await judgeAll(Number(from), Number(count), kind)))
