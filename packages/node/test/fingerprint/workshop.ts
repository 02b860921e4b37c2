import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import type { Sources } from '../support/sources.ts'
import { build, repository, type Toolchain } from '../support/toolchains.ts'

export interface Fingerprinted {
  readonly digest: string
  readonly parts: Readonly<Record<string, string>>
  readonly untracked: readonly string[]
}

const printer = `
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
const [format, fingerprinter, ...entries] = process.argv.slice(2)
const { nodeFingerprinter } = await import(fingerprinter)
const fingerprints = nodeFingerprinter()
const require = createRequire(import.meta.url)
const answers = []
for (const entry of entries) {
  const module = format === 'cjs' ? require(entry) : await import(pathToFileURL(entry).href)
  const answer = {}
  for (const [name, stage] of Object.entries(module))
    if (typeof stage === 'function') answer[name] = fingerprints.code(stage)
  answers.push(answer)
}
console.log(JSON.stringify(answers))
`

/** A folder of builds, and a way to fingerprint the stages in them, each toolchain in a process of its own. */
export const openWorkshop = () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-fingerprint-'))
  const fingerprinter = join(folder, 'fingerprinter.mjs')
  buildSync({
    entryPoints: [join(repository, 'packages/node/src/fingerprint/index.ts')],
    outfile: fingerprinter,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  writeFileSync(join(folder, 'print.mjs'), printer)

  /** The fingerprints of every function that `stages.js` exports, for each case by its name. */
  const fingerprint = (
    toolchain: Toolchain,
    cases: Readonly<Record<string, Sources>>,
    node: string = process.execPath,
  ): Record<string, Record<string, Fingerprinted>> => {
    const home = join(folder, toolchain.name.replaceAll(/[^a-z0-9]+/gi, '-'))
    rmSync(home, { recursive: true, force: true })
    const names = Object.keys(cases)
    const programs = Object.values(cases).map((sources, index) => [`case-${index}`, sources])
    const entries = build(home, toolchain, Object.fromEntries(programs), 'stages')
    const run = spawnSync(
      node,
      [
        '--no-warnings',
        ...(toolchain.flags ?? []),
        join(folder, 'print.mjs'),
        toolchain.module,
        pathToFileURL(fingerprinter).href,
        ...entries,
      ],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    )
    if (run.status !== 0) throw new Error(`${toolchain.name} in ${basename(home)}: ${run.stderr}`)
    const answers = JSON.parse(run.stdout) as Record<string, Fingerprinted>[]
    return Object.fromEntries(names.map((name, index) => [name, answers[index] ?? {}]))
  }

  const keep = (to: string) => cpSync(folder, to, { recursive: true })
  return { fingerprint, keep, close: () => rmSync(folder, { recursive: true, force: true }) }
}
