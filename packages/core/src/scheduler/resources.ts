import { InvalidArgumentError } from '../errors/index.ts'

/** How much there is of a resource: units that may be used at once, or units that may be begun within any minute. */
export type ResourceSize = number | { readonly perMinute: number }

/** Units that a step needs of each named resource while its function runs. */
export type Needs = Readonly<Record<string, number>>

/**
 * Named resources, and the line of steps that wait for them. A step gets all that it needs at once, or nothing. Nobody is
 * passed by for ever: a step gets nothing that one which came earlier waits for.
 */
export interface Resources {
  /** Whether the step has got what it needs; where not, it is in line. */
  readonly take: (step: number, needs: Needs) => boolean
  /** A step of the line that has got what it needs now, and is in line no more. */
  readonly admit: () => number | undefined
  /** The step has ended. */
  readonly release: (needs: Needs) => void
  /** The step did not begin: what counts by the minute is not used up. */
  readonly giveBack: (needs: Needs) => void
  /** Milliseconds until a minute is over that somebody waits for; `undefined` where nobody does. */
  readonly nextMs: () => number | undefined
}

const minuteMs = 60_000

/** One resource. */
interface Pool {
  readonly fits: (units: number) => boolean
  readonly take: (units: number) => void
  readonly release: (units: number) => void
  readonly giveBack: (units: number) => void
  /** When so many units are free by the clock alone. */
  readonly freeAt: (units: number) => number | undefined
}

const countPool = (size: number): Pool => {
  let used = 0
  const release = (units: number): void => {
    used -= units
  }
  return {
    fits: (units) => used + units <= size,
    take: (units) => {
      used += units
    },
    release,
    giveBack: release,
    freeAt: () => undefined,
  }
}

const ratePool = (perMinute: number, now: () => number): Pool => {
  /** When each unit of the last minute was taken. */
  let taken: number[] = []
  const freeAt = (units: number): number =>
    (taken[taken.length + units - perMinute - 1] ?? -minuteMs) + minuteMs
  return {
    fits: (units) => freeAt(units) <= now(),
    take: (units) => {
      const at = now()
      taken = taken.filter((earlier) => earlier > at - minuteMs)
      for (let unit = 0; unit < units; unit++) taken.push(at)
    },
    release: () => {},
    giveBack: (units) => {
      taken.length -= Math.min(units, taken.length)
    },
    freeAt,
  }
}

/** Steps that need the same, in the order in which they came. */
interface Line {
  readonly needs: Needs
  readonly steps: { readonly step: number; readonly ticket: number }[]
}

/** @param sizes checked, as is that all needs fit in */
export const makeResources = (
  sizes: Readonly<Record<string, ResourceSize>>,
  now: () => number = () => performance.now(),
): Resources => {
  const pools = new Map(
    Object.entries(sizes).map(([name, size]) => [
      name,
      typeof size === 'number' ? countPool(size) : ratePool(size.perMinute, now),
    ]),
  )
  const lines = new Map<string, Line>()
  let tickets = 0
  const parts = (needs: Needs): readonly (readonly [Pool, number])[] =>
    Object.entries(needs).flatMap(([name, units]) => {
      const pool = pools.get(name)
      return pool === undefined ? [] : [[pool, units] as const]
    })
  const tryTake = (needs: Needs): boolean => {
    const all = parts(needs)
    if (!all.every(([pool, units]) => pool.fits(units))) return false
    for (const [pool, units] of all) pool.take(units)
    return true
  }
  const inOrder = (): readonly Line[] =>
    [...lines.values()].toSorted((a, b) => (a.steps[0]?.ticket ?? 0) - (b.steps[0]?.ticket ?? 0))
  const isWantedEarlier = (needs: Needs): boolean =>
    [...lines.values()].some((line) => sharesName(line.needs, needs))
  return {
    take: (step, needs) => {
      if (!isWantedEarlier(needs) && tryTake(needs)) return true
      const id = JSON.stringify(Object.entries(needs).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      const line = lines.get(id) ?? { needs, steps: [] }
      line.steps.push({ step, ticket: tickets++ })
      lines.set(id, line)
      return false
    },
    admit: () => {
      const passed: Needs[] = []
      for (const line of inOrder()) {
        const isPassing = passed.some((earlier) => sharesName(earlier, line.needs))
        if (isPassing || !tryTake(line.needs)) {
          passed.push(line.needs)
          continue
        }
        const first = line.steps.shift()
        if (line.steps.length === 0) for (const [id, other] of lines) if (other === line) lines.delete(id)
        return first?.step
      }
      return undefined
    },
    release: (needs) => {
      for (const [pool, units] of parts(needs)) pool.release(units)
    },
    giveBack: (needs) => {
      for (const [pool, units] of parts(needs)) pool.giveBack(units)
    },
    nextMs: () => {
      const at = [...lines.values()].flatMap(({ needs }) =>
        parts(needs).flatMap(([pool, units]) => pool.freeAt(units) ?? []),
      )
      const ahead = at.filter((moment) => moment > now())
      return ahead.length === 0 ? undefined : Math.min(...ahead) - now()
    },
  }
}

const sharesName = (a: Needs, b: Needs): boolean => Object.keys(a).some((name) => Object.hasOwn(b, name))

/** @throws InvalidArgumentError for a size that is none */
export const checkSizes = (sizes: Readonly<Record<string, unknown>>): void => {
  for (const [name, size] of Object.entries(sizes)) {
    const rate: unknown =
      typeof size === 'object' && size !== null ? Reflect.get(size, 'perMinute') : undefined
    const isSize = isCount(size) || (isCount(rate) && Object.keys(Object(size)).length === 1)
    if (!isSize)
      throw new InvalidArgumentError(
        `Option 'resources': the size of '${name}' is a whole number from 1, or { perMinute: a whole number from 1 }.`,
      )
  }
}

export const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0
