import { plainNode, toolchains, type Toolchain } from '../support/toolchains.ts'
import { baseSources, enumSources, modernSources } from './fixture.ts'
import { type Fingerprinted, openWorkshop } from './workshop.ts'

const workshop = openWorkshop()
afterAll(() => workshop.close())

type Stages = Readonly<Record<string, Fingerprinted>>

const digests = (stages: Stages = {}) =>
  Object.fromEntries(Object.entries(stages).map(([name, { digest }]) => [name, digest]))

const fixtures = { base: baseSources, modern: modernSources }
const expected = workshop.fingerprint(plainNode, fixtures)

test('the fixture has four stages with four digests', () => {
  expect(Object.keys(expected.base ?? {}).toSorted()).toEqual(['fit', 'sample', 'score', 'sibling'])
  expect(new Set(Object.values(digests(expected.base))).size).toBe(4)
})

/** Only TypeScript has enums, and type stripping refuses them. */
const hasEnums = ({ typed, name }: Toolchain) => typed && !name.includes('stripping')

/** Before es2022, class fields become assignments or calls, whose meaning is not quite the same. */
const keepsFields = ({ name }: Toolchain) => !name.includes('es2020')

describe.each(toolchains.map((toolchain) => [toolchain.name, toolchain] as const))(
  'through %s',
  (_, toolchain) => {
    const answers = workshop.fingerprint(toolchain, {
      ...fixtures,
      ...(hasEnums(toolchain) && { enums: enumSources }),
    })

    test('every stage has the same digest as in plain node', () => {
      expect(digests(answers.base)).toEqual(digests(expected.base))
    })

    if (keepsFields(toolchain))
      test('class fields, private members and statics have the same digest', () => {
        expect(digests(answers.modern)).toEqual(digests(expected.modern))
        expect(answers.modern?.count?.untracked).toEqual([])
      })

    if (hasEnums(toolchain) && keepsFields(toolchain))
      test('an enum counts as the numbers that are used of it', () => {
        expect(digests(answers.enums)).toEqual(digests(expected.modern))
      })
  },
)
