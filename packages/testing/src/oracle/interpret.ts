import type { OutputPlan, Sight, StagePlan } from './program.ts'

/** What a function can look at. Subject 0 is its own record; an aggregate's records count from 1. */
export interface Doors {
  readonly subjects: number
  /** The value at a path, found one property after another; of an object only that it is one. */
  readonly value: (subject: number, path: readonly string[]) => unknown
  readonly has: (subject: number, name: string) => boolean
  /** The names in the object at a path, `undefined` where there is none. */
  readonly keys: (subject: number, path: readonly string[]) => readonly string[] | undefined
  readonly name: (subject: number) => string
  /** All parameters but the operational ones, as a copy. */
  readonly snapshot: (subject: number) => unknown
  /** A parameter as it is, to be given on. */
  readonly part: (name: string) => unknown
  /** An operational parameter. */
  readonly workers: () => unknown
  readonly file: (path: string) => string | undefined
  readonly env: (name: string) => string | undefined
}

/** For each of the stage's inputs its value, or for an aggregate the values of its records. */
export type InputsSeen = readonly (readonly [name: string, value: unknown])[]

export interface Code {
  /** What the code does, as far as its revisions tell it apart. */
  readonly behaviour: string
  /** What a source finds in the place that these sights name: it may be something else after each overwrite. */
  readonly fetch: (sights: string) => string
}

/** Does what the plan of a stage says. The same code, doors and inputs always give the same outputs. */
export const interpret = (
  plan: StagePlan,
  code: Code,
  doors: Doors,
  inputs: InputsSeen,
): Readonly<Record<string, unknown>> => {
  const seen = [code.behaviour, plan.usesInputs ? textOf(inputs) : '']
  for (const sight of plan.sights) {
    const subjects = sight.ofMembers === true ? doors.subjects : 1
    for (let subject = 0; subject < subjects; subject++) seen.push(look(sight, subject, doors, inputs))
  }
  const fetched = plan.isSource ? code.fetch(seen.join('\n')) : ''
  const all = `${seen.join('\n')}${fetched}`
  return Object.fromEntries(
    plan.outputs.map((output) => [output.name, shape(output, numberOf(`${output.name}\n${all}`), doors)]),
  )
}

const look = (sight: Sight, subject: number, doors: Doors, inputs: InputsSeen): string => {
  switch (sight.at) {
    case 'param':
      return textOf(doors.value(subject, sight.path))
    case 'keys':
      return textOf(doors.keys(subject, sight.path.slice(0, -1)))
    case 'has':
      return textOf(doors.has(subject, sight.name))
    case 'name':
      return doors.name(subject)
    case 'operational':
      return typeof doors.workers() === 'symbol' ? 'a symbol' : ''
    case 'snapshot':
      return textOf(doors.snapshot(subject))
    case 'file':
      return textOf(doors.file(sight.name))
    case 'env':
      return textOf(doors.env(sight.name))
    case 'file-named-by-param':
      return textOf(doors.file(`file-${textOf(doors.value(subject, sight.path))}`))
    case 'if-param':
      return isOdd(doors.value(subject, sight.path)) ? look(sight.then, subject, doors, inputs) : 'else'
    case 'if-input':
      return isOdd(inputs[sight.input % Math.max(inputs.length, 1)]?.[1])
        ? look(sight.then, subject, doors, inputs)
        : 'else'
  }
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
const isOdd = (value: unknown): boolean => numberOf(textOf(value)) % 2 === 1

/** FNV-1a, 32 bits. */
const numberOf = (value: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < value.length; index++)
    hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193) >>> 0
  return (hash ^ (hash >>> 15)) >>> 0
}

const shape = ({ shape: form, variety }: OutputPlan, number: number, doors: Doors): unknown => {
  const n = number % variety
  switch (form) {
    case 'number':
      return n
    case 'text':
      return `value ${n}`
    case 'object':
      return { n, parts: [n % 2, { last: 'x'.repeat(n % 4) }] }
    case 'view':
      return { n, group: doors.part('group') ?? null }
  }
}
