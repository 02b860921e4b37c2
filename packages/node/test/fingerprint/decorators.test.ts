import { transformSync as withSwc } from '@swc/core'
import { transformSync as withEsbuild } from 'esbuild'
import type { Sources } from '../support/sources.ts'
import { plainNode } from '../support/toolchains.ts'
import { openWorkshop } from './workshop.ts'

interface Edit {
  readonly by: number
  readonly operator: string
}

const older = ({ by, operator }: Edit): string => `
const scaled = (by: number) => (target: any, key: string, property: any) => ({
  ...property,
  value(...all: any[]) { return by ${operator} property.value.apply(this, all) },
})
const named = (name: string) => (made: any) => class extends made { name = name }
@named('a${by}') class Named { name = '' }
class Model { @scaled(${by}) predict(x: number) { return x } }
class Static { @scaled(${by}) static of(x: number) { return x } }
class Plain { predict(x: number) { return x } }
export const ofClass = () => new Named().name
export const ofMethod = () => new Model().predict(1)
export const ofStatic = () => Static.of(1)
export const without = () => new Plain().predict(1)
`

const standard = ({ by, operator }: Edit): string => `
const scaled = (by: number) => (method: any) => function (this: any, ...all: any[]) {
  return by ${operator} method.apply(this, all)
}
const start = (by: number) => () => (initial: number) => initial ${operator} by
class Model { @scaled(${by}) predict(x: number) { return x } }
class Field { @start(${by}) rate = 1 }
class Plain { predict(x: number) { return x } }
export const ofMethod = () => new Model().predict(1)
export const ofField = () => new Field().rate
export const without = () => new Plain().predict(1)
`

const esbuild = (experimentalDecorators: boolean) => (text: string) =>
  withEsbuild(text, {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators } },
  }).code

const swc =
  (transform: { readonly legacyDecorator: true } | { readonly decoratorVersion: '2022-03' }) =>
  (text: string) =>
    withSwc(text, {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform },
    }).code

const ways = [
  ['of the older kind, by esbuild', older, esbuild(true)],
  ['of the older kind, by swc', older, swc({ legacyDecorator: true })],
  ['of the standard, by esbuild', standard, esbuild(false)],
  ['of the standard, by swc', standard, swc({ decoratorVersion: '2022-03' })],
] as const

const workshop = openWorkshop()
afterAll(() => workshop.close())

const edits: Readonly<Record<string, Edit>> = {
  base: { by: 2, operator: '*' },
  argument: { by: 3, operator: '*' },
  code: { by: 2, operator: '+' },
}
const cases = ways.flatMap(([name, write, compile]) =>
  Object.entries(edits).map(([edit, values]): [string, Sources] => [
    `${name} ${edit}`,
    { 'stages.js': compile(write(values)) },
  ]),
)
const answers = workshop.fingerprint(plainNode, Object.fromEntries(cases))

describe.each(ways.map(([name]) => [name]))('decorators %s:', (name) => {
  const stages = (edit: string) => answers[`${name} ${edit}`] ?? {}
  const base = stages('base')
  test.each(Object.keys(base).filter((stage) => stage !== 'without'))(
    'an argument and the code of one count, %s',
    (stage) => {
      if (stage !== 'ofClass') expect(stages('code')[stage]?.digest).not.toBe(base[stage]?.digest)
      expect(stages('argument')[stage]?.digest).not.toBe(base[stage]?.digest)
    },
  )

  test('a class without one is another matter', () => {
    expect(base['without']?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(stages('argument')['without']).toEqual(base['without'])
    expect(stages('code')['without']).toEqual(base['without'])
  })
})
