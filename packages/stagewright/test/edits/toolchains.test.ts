import type { Sources } from '../../../node/test/support/sources.ts'
import { plainNode, toolchains } from '../../../node/test/support/toolchains.ts'
import { code } from './code.ts'
import { inOrder, replace, steps } from './edit.ts'
import { keeping } from './keeping.ts'
import { openLaboratory } from './laboratory.ts'
import { expectRun } from './laws.ts'
import { looks } from './looks.ts'
import { parameters } from './parameters.ts'
import { project } from './project.ts'
import { requests } from './requests.ts'
import { surroundings } from './surroundings.ts'

const chosenEdits = [
  'a comment inside a stage',
  'a renamed helper',
  'types',
  'an unused import',
  'the order of declarations',
  'the body of a helper of a helper',
  'a method of a class',
  'the version of a package',
  'a nested parameter that a stage reads',
  'a new record',
  'an edited file',
  'a variable that is set',
  'a bit flipped in an artifact that a changed stage needs',
  'an overwrite of a stage and all after it',
]
const all = [...looks, ...code, ...parameters, ...surroundings, ...keeping, ...requests]
const edits = chosenEdits.map((chosen) => {
  const found = all.find(({ what }) => what === chosen)
  if (found === undefined) throw new Error(`There is no edit called ${chosen}.`)
  return found
})

const named = (...names: readonly string[]) => toolchains.filter(({ name }) => names.includes(name))

const laboratory = openLaboratory()
afterAll(() => laboratory.close())

describe.each(
  named('node', 'tsx', 'esbuild, CommonJS', 'tsc, ESM', 'swc, CommonJS').map(
    (toolchain) => [toolchain.name, toolchain] as const,
  ),
)('through %s', (_, toolchain) => {
  let answers: Awaited<ReturnType<typeof laboratory.carryOut>>
  beforeAll(async () => {
    answers = await laboratory.carryOut(toolchain, edits, 'at once')
  }, 240_000)

  test.each(edits.map((edit) => [edit.what, edit] as const))('%s', (_what, edit) => {
    const [first, ...later] = answers.get(edit) ?? []
    expectRun(first, { runs: steps.all })
    for (const [index, round] of edit.rounds.entries()) expectRun(later[index], round)
  })
})

/** Each stage's function is called like the constant that holds the stage, which some bundlers rename. */
const calledAlike: (sources: Sources) => Sources = inOrder(
  replace('stages', /export const (\w+)Stage = (\w+)\(\{/g, `export const $1 = $2({ name: '$1',`),
  replace('experiment', /stages\.(\w+)Stage/g, 'stages.$1'),
)

const others = toolchains.filter((toolchain) => toolchain !== plainNode)
const renaming = others.filter(({ name }) => name.startsWith('esbuild') && !name.includes('kept names'))

describe.each([
  ['a project', project, others],
  ['a project whose stages have the names of their constants', calledAlike(project), renaming],
])('%s that ran as plain JavaScript', (_, sources, others) => {
  let exchanged: Awaited<ReturnType<typeof laboratory.exchange>>
  beforeAll(async () => {
    exchanged = await laboratory.exchange(sources, plainNode, others)
    expectRun(exchanged.first, { runs: steps.all })
  }, 240_000)

  test.each(others.map(({ name }) => name))('executes nothing through %s', (name) => {
    expectRun(exchanged.others.get(name), { runs: [] })
  })
})
