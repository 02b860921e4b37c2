import { baseSources, enumSources, modernSources } from './fixture.ts'
import { openWorkshop, plainNode, toolchains } from './toolchains.ts'

const workshop = openWorkshop()
afterAll(() => workshop.close())

const expected = workshop.fingerprint(plainNode, { base: baseSources }).base ?? {}
const digests = (answer: typeof expected) =>
  Object.fromEntries(Object.entries(answer).map(([name, { digest }]) => [name, digest]))

test('the fixture has four stages with four digests', () => {
  expect(Object.keys(expected).toSorted()).toEqual(['fit', 'sample', 'score', 'sibling'])
  expect(new Set(Object.values(digests(expected))).size).toBe(4)
})

test.each(toolchains.map((toolchain) => [toolchain.name, toolchain] as const))(
  'what %s gives has the same digests as what plain node runs',
  (_, toolchain) => {
    const { base = {} } = workshop.fingerprint(toolchain, { base: baseSources })
    expect(digests(base)).toEqual(digests(expected))
  },
)

const modern = workshop.fingerprint(plainNode, { modern: modernSources }).modern ?? {}

test.each(
  toolchains
    .filter(({ name }) => !name.includes('es2020'))
    .map((toolchain) => [toolchain.name, toolchain] as const),
)('class fields, private members and statics through %s have the same digest', (_, toolchain) => {
  const answers = workshop.fingerprint(toolchain, { modern: modernSources })
  expect(digests(answers.modern ?? {})).toEqual(digests(modern))
  expect(answers.modern?.count?.untracked).toEqual([])
})

test.each(
  toolchains
    .filter(({ name, typed }) => typed && !/es2020|stripping/.test(name))
    .map((toolchain) => [toolchain.name, toolchain] as const),
)('an enum through %s counts as the numbers that are used of it', (_, toolchain) => {
  const answers = workshop.fingerprint(toolchain, { modern: enumSources })
  expect(digests(answers.modern ?? {})).toEqual(digests(modern))
})
