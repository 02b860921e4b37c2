import { type Monoid, StagewrightError } from '@stagewright/core'

/** What `checkMonoid` compares by: a part of every cacher that saves bytes. */
export interface KeepsBytes {
  readonly via: 'bytes'
  save(value: never): Uint8Array | PromiseLike<Uint8Array>
  load(bytes: Uint8Array): unknown
}

/** A monoid does not keep a law, which a fold builds on. */
export class MonoidLawError extends StagewrightError {
  readonly _tag = 'MonoidLawError'
  readonly law: 'associativity' | 'left identity' | 'right identity'
  /** For which values: one for an identity, three for associativity. */
  readonly values: readonly unknown[]

  constructor(law: MonoidLawError['law'], values: readonly unknown[], sides: readonly [string, string]) {
    const [a, b, c] = values.map(shown)
    const [left, right] = {
      associativity: [`concat(concat(${a}, ${b}), ${c})`, `concat(${a}, concat(${b}, ${c}))`],
      'left identity': [`concat(empty, ${a})`, `${a}`],
      'right identity': [`concat(${a}, empty)`, `${a}`],
    }[law]
    super(
      `The monoid does not keep the law of ${law}: ${left} is ${sides[0]}, and ${right} is ${sides[1]}. A fold combines in another order when an item is added, so what it gives would hang on what the list was before.`,
    )
    this.law = law
    this.values = values
  }
}

/** What `checkMonoid` tries a monoid on. */
export interface CheckMonoidOptions<Value> {
  /** What the fold's function makes of items; at least one. */
  readonly examples: readonly Value[]
  /** The fold's cacher. */
  readonly cacher: KeepsBytes
  /**
   * How many triples are tried.
   *
   * @defaultValue 1000
   */
  readonly runs?: number
}

/** Triples that are tried beyond the examples themselves. */
const defaultRuns = 1000

/**
 * Checks, on examples and on what comes of combining them, that a monoid is associative and that `empty` changes nothing.
 * Values are equal if the cacher saves them as the same bytes. Each is loaded from its bytes before it is combined, as a
 * fold does.
 *
 * @throws MonoidLawError for the first law that is not kept, with the values
 */
export const checkMonoid = async <Value>(
  monoid: Monoid<Value>,
  { examples, cacher, runs = defaultRuns }: CheckMonoidOptions<Value>,
): Promise<void> => {
  if (examples.length === 0) throw new RangeError('checkMonoid needs at least one example.')
  /** A value as a later run would load it, and its bytes. */
  const keep = async (value: Value): Promise<{ readonly value: Value; readonly text: string }> => {
    // The types of a fold prove that its cacher holds the value.
    const bytes = await cacher.save(value as never)
    return { value: (await cacher.load(bytes)) as Value, text: Array.from(bytes).join() }
  }
  const equal = async (
    law: MonoidLawError['law'],
    values: readonly Value[],
    left: () => Value | Promise<Value>,
    right: () => Value | Promise<Value>,
  ): Promise<void> => {
    const sides = [await keep(await left()), await keep(await right())] as const
    if (sides[0].text !== sides[1].text)
      throw new MonoidLawError(law, values, [shown(sides[0].value), shown(sides[1].value)])
  }
  /** Anew each time: a `concat` that changes what it is given must not reach the examples. */
  const fresh = async (value: Value): Promise<Value> => (await keep(value)).value
  const concat = async (first: Value, second: Value): Promise<Value> =>
    fresh(monoid.concat(await fresh(first), await fresh(second)))

  const random = randomFrom(examples.length)
  const pool = [...examples]
  for (const value of examples) {
    await equal(
      'left identity',
      [value],
      () => concat(monoid.empty, value),
      () => value,
    )
    await equal(
      'right identity',
      [value],
      () => concat(value, monoid.empty),
      () => value,
    )
  }
  for (let run = 0; run < runs; run++) {
    const [a, b, c] = threeOf(pool, run, examples.length, random)
    await equal(
      'associativity',
      [a, b, c],
      async () => concat(await concat(a, b), c),
      async () => concat(a, await concat(b, c)),
    )
    // What was combined is combined again, as far up as a tree of many items goes.
    if (pool.length < examples.length + mostCombined) pool.push(await concat(a, b))
  }
}

const mostCombined = 32

/** All triples of few examples in order, and then any. */
const threeOf = <Value>(
  pool: readonly Value[],
  run: number,
  examples: number,
  random: (below: number) => number,
): readonly [Value, Value, Value] => {
  const at = (index: number): Value => {
    const value = pool[index % pool.length]
    // Every index is below the length of what is not empty.
    return value as Value
  }
  return run < examples ** 3
    ? [at(run % examples), at(Math.floor(run / examples) % examples), at(Math.floor(run / examples ** 2))]
    : [at(random(pool.length)), at(random(pool.length)), at(random(pool.length))]
}

/** The same numbers each time, so that what fails fails again. */
const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const mostShown = 200

const shown = (value: unknown): string => {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > mostShown ? `${text.slice(0, mostShown)}...` : text
}
