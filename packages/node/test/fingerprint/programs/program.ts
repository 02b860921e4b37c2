import { type Carrier, makeDice, type Pen, type Piece, type Point } from './carrier.ts'
import { classes } from './classes.ts'
import { functions } from './functions.ts'
import { modules } from './modules.ts'
import { surroundings } from './surroundings.ts'
import { values } from './values.ts'

const carriers: readonly Carrier[] = [...values, ...functions, ...classes, ...modules, ...surroundings]

/** What waits cannot stand inside a function that does not. */
const waiting = new Set(['a promise', 'a module that is imported while it runs'])

/** A program of some modules, with an edit of it. */
export interface Program {
  readonly seed: number
  readonly kinds: readonly string[]
  readonly edit: Point
  /** The text of each module by its specifier, before and after the edit. */
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
  /** The module that exports the stage's function as `fit`. */
  readonly entry: string
}

const mark = '\u0001'

/** Texts hold the places of edits by their numbers. */
const render = (text: string, points: readonly Point[], chosen: number | undefined): string =>
  text.replaceAll(new RegExp(`${mark}(\\d+)${mark}`, 'g'), (_, digits: string) => {
    const point = points[Number(digits)]
    return (Number(digits) === chosen ? point?.after : point?.before) ?? ''
  })

/** A program made at random: the same one for the same seed. */
export const makeProgram = (seed: number): Program => {
  const dice = makeDice(seed)
  const points: Point[] = []
  const modules = new Map<string, string>()
  let kind = ''
  let named = 0
  const note = (before: string, after: string, isNeutral: boolean): string => {
    points.push({ kind, before, after, isNeutral })
    return `${mark}${points.length - 1}${mark}`
  }
  const pen: Pen = {
    dice,
    name: (hint) => `${hint}${seed}_${named++}`,
    edit: (before, after) => note(before, after, false),
    neutral: (before, after) => note(before, after, true),
    module: (ending, text) => {
      const specifier = `./m${seed}-${modules.size}.${ending}`
      modules.set(specifier, text)
      return specifier
    },
  }
  const kinds: string[] = []
  let piece: Piece = { declarations: '', expression: '0' }
  const depth = 1 + dice.below(5)
  while (kinds.length < depth) {
    const chosen = dice.pick(carriers)
    const isLast = kinds.length === depth - 1
    if (waiting.has(chosen.kind) && !isLast) continue
    ;({ kind } = chosen)
    kinds.push(kind)
    piece = chosen.write(pen, piece)
  }
  const entry = pen.module(
    'mjs',
    `${piece.declarations}\nexport const fit = async ({ params }) => [params.n, ${piece.expression}]`,
  )
  const number = points.length === 0 ? undefined : dice.below(points.length)
  const edit = number === undefined ? undefined : points[number]
  if (edit === undefined) return makeProgram(seed + 1_000_003)
  const textsWith = (chosen: number | undefined) =>
    new Map([...modules].map(([specifier, text]) => [specifier, render(text, points, chosen)]))
  return { seed, kinds, edit, entry, before: textsWith(undefined), after: textsWith(number) }
}
