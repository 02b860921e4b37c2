/** Numbers that look random and are the same in every run. */
export interface Dice {
  /** A whole number from 0 up to, and without, `limit`. */
  readonly below: (limit: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
}

export const makeDice = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
  }
}

/** A place in a program that an edit may change. */
export interface Point {
  readonly kind: string
  readonly before: string
  readonly after: string
  /** Whether the edit must not make the stage run. */
  readonly isNeutral: boolean
}

/** What a carrier needs to write a piece of a program. */
export interface Pen {
  readonly dice: Dice
  /** A name that no other piece has. */
  readonly name: (hint: string) => string
  /** A place that reads as `before` in the program, and as `after` where the edit of this place was chosen. */
  readonly edit: (before: string, after: string) => string
  /** The same for an edit that changes nothing of what the program does. */
  readonly neutral: (before: string, after: string) => string
  /** Adds a module, and gives its specifier. */
  readonly module: (kind: 'mjs' | 'cjs', text: string) => string
}

/** Declarations of a module, and an expression over them that gives a number, a text or plain data. */
export interface Piece {
  readonly declarations: string
  readonly expression: string
}

/** One way to hold a value, by the feature of the language that it uses. Given an inner piece, it gives one around it. */
export interface Carrier {
  readonly kind: string
  readonly write: (pen: Pen, inner: Piece) => Piece
}

export const carrier = (kind: string, write: Carrier['write']): Carrier => ({ kind, write })

/** Most carriers declare something after the inner piece, and use it. */
export const around = (
  kind: string,
  write: (pen: Pen, inner: string) => readonly [declarations: string, expression: string],
): Carrier =>
  carrier(kind, (pen, inner) => {
    const [declarations, expression] = write(pen, inner.expression)
    return { declarations: `${inner.declarations}\n${declarations}`, expression }
  })
