/** How the files of a starter end. */
export type Extension = 'ts' | 'js' | 'mjs'

/** A file of a starter project. */
export interface StarterFile {
  readonly path: string
  readonly text: string
}

/** A small project that runs as it is, with a step slow enough to see that it does not run twice. */
export const starterFiles = (
  extension: Extension,
  { name, version }: { readonly name: string; readonly version: string },
): readonly StarterFile[] => {
  const isTyped = extension === 'ts'
  return [
    { path: 'package.json', text: packageJson(name, version, extension, isTyped) },
    { path: `experiment.${extension}`, text: program(extension) },
    { path: `wine.${extension}`, text: helper(extension) },
    { path: '.gitignore', text: 'node_modules/\n.stagewright/\n' },
    ...(isTyped ? [{ path: 'tsconfig.json', text: tsconfig }] : []),
  ]
}

const packageJson = (name: string, version: string, extension: string, isTyped: boolean): string =>
  `${JSON.stringify(
    {
      name,
      version: '0.1.0',
      private: true,
      type: 'module',
      scripts: {
        start: `stagewright run experiment.${extension}`,
        plan: `stagewright plan experiment.${extension}`,
        ...(isTyped ? { check: 'tsc' } : {}),
      },
      dependencies: { stagewright: `^${version}` },
      ...(isTyped ? { devDependencies: { '@types/node': '^20.19.0', typescript: '^5.9.0' } } : {}),
    },
    undefined,
    2,
  )}\n`

const tsconfig = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "types": ["node"]
  },
  "include": ["*.ts"]
}
`

/** Keeps what stands between `⟦` and `⟧` in TypeScript, and drops it in JavaScript. */
const typed = (extension: Extension, text: string): string =>
  text
    .replaceAll(/⟦([^⟧]*)⟧/gu, (_, inner: string) => (extension === 'ts' ? inner : ''))
    .replaceAll('EXT', extension)

const helper = (extension: Extension): string =>
  typed(
    extension,
    `⟦export interface Wine {
  readonly alcohol: number
  readonly quality: number
}

⟧/** The wines to taste. Edit this and run again: only the stages that use it run. */
export const tasted = (count⟦: number⟧)⟦: Wine[]⟧ =>
  Array.from({ length: count }, (_, n) => ({ alcohol: 8 + ((n * 7) % 13) / 2, quality: 3 + ((n * 5) % 7) }))

export const mean = (numbers⟦: readonly number[]⟧)⟦: number⟧ =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length
`,
  )

const program = (extension: Extension): string =>
  typed(
    extension,
    `import { setTimeout as sleep } from 'node:timers/promises'
import { aggregate, experiment, json, record, stage } from 'stagewright'
⟦import type { ByRecord, StageContext } from 'stagewright'
⟧import { mean, tasted⟦, type Wine⟧ } from './wine.EXT'

// Slow, and the same for every parameter set, so it runs once.
const load = stage({ outputs: ['wines'], cachers: [json()] })(async function load({ params }⟦: StageContext<{ count: number }>⟧) {
  await sleep(2000)
  return { wines: tasted(params.count) }
})

// Reads \`strength\`, so it runs again only when \`strength\`, the wines or this code changes.
const choose = stage({ inputs: ['wines'], outputs: ['quality'], cachers: [json()] })(async function choose(
  { params }⟦: StageContext<{ strength: number }>⟧,
  { wines }⟦: { wines: Wine[] }⟧,
) {
  await sleep(500)
  return { quality: mean(wines.filter(({ alcohol }) => alcohol >= params.strength).map(({ quality }) => quality)) }
})

const compare = aggregate({ inputs: ['quality'], outputs: ['table'], cachers: [json()] })(function compare(
  _⟦: StageContext⟧,
  records,
  { quality }⟦: { quality: ByRecord<number, { strength: number }> }⟧,
) {
  return { table: [...quality].map(([{ params }, value]) => ({ strength: params.strength, quality: value })) }
})

export default experiment({
  name: 'wine',
  params: {
    light: { count: 1000, strength: 9 },
    medium: { count: 1000, strength: 11 },
    strong: { count: 1000, strength: 13 },
  },
  build: (records) => compare(record({}, { name: 'all' }), records.map((one) => choose(load(one)))),
})
`,
  )
