import { StoreError } from '../errors/index.ts'
import type { Answer } from '../ports/store.ts'

// Planning and running are written as if the store answered each look-up at once, and embedded stores do. One that is
// elsewhere gives promises. Then a look-up whose answer is not known *throws*, its question is noted, and the work goes on
// with what else can be done. The questions that were noted by then make a *round*: one question of each kind to the
// store. When it has answered, what threw is done again from its beginning. (Haxl has such rounds of blocked fetches.) So
// whatever looks something up changes nothing before its last look-up.

/** Thrown by a look-up that is not answered yet. */
class Unanswered extends Error {
  readonly round: Promise<void>
  constructor(round: Promise<void>) {
    super('A look-up of a store that is elsewhere was made outside of a round.')
    this.round = round
  }
}

/** Resolves when what was looked up is known. Throws what was thrown, if that is something else. */
export const roundOf = (thrown: unknown): Promise<void> => {
  if (thrown instanceof Unanswered) return thrown.round
  throw thrown
}

/** A kind of look-up. */
export interface Question<Key, Value> {
  (key: Key): Value
  /** Several at once. */
  readonly all: (keys: readonly Key[]) => readonly Value[]
  /** The answer may be another one from now on. */
  readonly forget: (key: Key) => void
}

export interface Rounds {
  /** @param idOf tells questions of this kind apart */
  readonly question: <Key, Value>(
    idOf: (key: Key) => string,
    ask: (keys: readonly Key[]) => Answer<readonly Value[]>,
  ) => Question<Key, Value>
  /** What `act` gives once all that it looks up is answered: at once where the store answers at once. */
  readonly answered: <Value>(act: () => Value) => Answer<Value>
  /** The same for each item, one after another; what they look up goes into the same rounds. */
  readonly each: <Item, Value>(items: readonly Item[], act: (item: Item) => Value) => Answer<readonly Value[]>
  /** Looks up for each item, so that one round answers all of them. */
  readonly together: <Item, Value>(
    items: readonly Item[],
    lookUp: (item: Item, at: number) => Value,
  ) => readonly Value[]
  /** What `act` gives if all that it looks up is known by now. */
  readonly ifKnown: <Value>(act: () => Value) => Value | undefined
  /** Whether the store has given a promise. */
  readonly isElsewhere: () => boolean
  /** Any answer may be another one from now on. */
  readonly forgetAll: () => void
}

interface Asked<Key, Value> {
  readonly key: Key
  round: Promise<void>
  answer: { readonly value: Value } | undefined
}

export const makeRounds = (): Rounds => {
  const kinds: { readonly send: () => Promise<void>; readonly forgetAll: () => void }[] = []
  let isElsewhere = false
  let next: Promise<void> | undefined
  const sendNext = async (): Promise<void> => {
    // All that is looked up until then goes along.
    await Promise.resolve()
    next = undefined
    await Promise.all(kinds.map(({ send }) => send()))
  }
  const nextRound = (): Promise<void> => {
    if (next === undefined) {
      next = sendNext()
      next.catch(nobodyWaits)
    }
    return next
  }

  const question: Rounds['question'] = <Key, Value>(
    idOf: (key: Key) => string,
    ask: (keys: readonly Key[]) => Answer<readonly Value[]>,
  ) => {
    const known = new Map<string, Asked<Key, Value>>()
    let wanted: Asked<Key, Value>[] = []
    const receive = async (
      asked: readonly Asked<Key, Value>[],
      answer: () => Answer<readonly Value[]>,
    ): Promise<void> => {
      try {
        const values = checked(await answer(), asked.length)
        for (const [at, one] of asked.entries()) one.answer = { value: values[at] as Value }
      } catch (error) {
        for (const { key } of asked) known.delete(idOf(key))
        throw error
      }
    }
    kinds.push({
      send: async () => {
        const asked = wanted
        wanted = []
        if (asked.length > 0) await receive(asked, () => ask(asked.map(({ key }) => key)))
      },
      forgetAll: () => known.clear(),
    })
    const note = (key: Key, round: Promise<void>): Asked<Key, Value> => {
      const asked = { key, round, answer: undefined }
      known.set(idOf(key), asked)
      return asked
    }
    const lookUp = (key: Key): Value => {
      const before = known.get(idOf(key))
      if (before?.answer !== undefined) return before.answer.value
      if (before !== undefined) throw new Unanswered(before.round)
      const asked = note(key, nextRound())
      wanted.push(asked)
      throw new Unanswered(asked.round)
    }
    const all = (keys: readonly Key[]): readonly Value[] => {
      if (isElsewhere) return together(keys, lookUp)
      const answer = ask(keys)
      if (isAtHand(answer)) return checked(answer, keys.length)
      isElsewhere = true
      const asked = keys.map((key) => note(key, noRound))
      const round = receive(asked, () => answer)
      round.catch(nobodyWaits)
      for (const one of asked) one.round = round
      throw new Unanswered(round)
    }
    // There is one value, which may be `undefined`.
    const find = (key: Key): Value => (isElsewhere ? lookUp(key) : (all([key])[0] as Value))
    return Object.assign(find, { all, forget: (key: Key) => void known.delete(idOf(key)) })
  }

  const again = async <Value>(round: Promise<void>, act: () => Value): Promise<Value> => {
    for (let waitedFor = round; ;) {
      await waitedFor
      try {
        return act()
      } catch (thrown) {
        waitedFor = roundOf(thrown)
      }
    }
  }
  const answered: Rounds['answered'] = (act) => {
    try {
      return act()
    } catch (thrown) {
      return again(roundOf(thrown), act)
    }
  }
  return {
    question,
    answered,
    each: <Item, Value>(items: readonly Item[], act: (item: Item) => Value) => {
      const values: Value[] = []
      const later: Promise<void>[] = []
      for (const [at, item] of items.entries()) {
        const value = answered(() => act(item))
        if (value instanceof Promise) later.push(value.then((answer) => void (values[at] = answer)))
        else values[at] = value
      }
      return later.length === 0 ? values : Promise.all(later).then(() => values)
    },
    together,
    ifKnown: (act) => {
      try {
        return act()
      } catch (thrown) {
        void roundOf(thrown)
        return undefined
      }
    },
    isElsewhere: () => isElsewhere,
    forgetAll: () => {
      for (const { forgetAll } of kinds) forgetAll()
    },
  }
}

const together: Rounds['together'] = <Item, Value>(
  items: readonly Item[],
  lookUp: (item: Item, at: number) => Value,
) => {
  const [first] = items
  if (items.length === 1 && first !== undefined) return [lookUp(first, 0)]
  const values: Value[] = []
  let unanswered: { readonly thrown: unknown } | undefined
  let at = 0
  for (const item of items)
    try {
      values.push(lookUp(item, at++))
    } catch (thrown) {
      void roundOf(thrown)
      unanswered = { thrown }
    }
  if (unanswered !== undefined) throw unanswered.thrown
  return values
}

const noRound = Promise.resolve()

/** Those who wait for a round get what went wrong. */
const nobodyWaits = (): void => {}

const isAtHand = <Value>(answer: Answer<readonly Value[]>): answer is readonly Value[] =>
  Array.isArray(answer)

const checked = <Value>(values: readonly Value[], count: number): readonly Value[] => {
  if (values.length === count) return values
  throw new StoreError('in use', `gave ${values.length} answers to a question of ${count} parts.`)
}
