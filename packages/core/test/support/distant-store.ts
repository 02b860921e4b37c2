import { setImmediate as later } from 'node:timers/promises'
import type { Answer, Store, StoreSession } from 'stagewright'

/** A store that is elsewhere: each of its answers is a promise. */
export interface DistantStore extends Store {
  /** The questions that were asked since the last time: which, and of how many parts. */
  readonly questions: () => readonly (readonly [name: string, parts: number])[]
}

/** @param answer may keep an answer back, or fail in its place */
export const distant = (
  below: Store,
  answer: (question: string) => Promise<void> | void = () => {},
): DistantStore => {
  let asked: (readonly [string, number])[] = []
  const wrap = (session: StoreSession): StoreSession => {
    const afar =
      <Key, Rest extends readonly unknown[], Value>(
        name: string,
        ask: (keys: readonly Key[], ...rest: Rest) => Answer<readonly Value[]>,
      ) =>
      async (keys: readonly Key[], ...rest: Rest): Promise<readonly Value[]> => {
        asked.push([name, keys.length])
        await later()
        await answer(name)
        return ask(keys, ...rest)
      }
    const { heads: _, summaries: __, damaged, ...others } = session
    return {
      ...others,
      readSets: afar('readSets', session.readSets),
      traces: afar('traces', session.traces),
      readings: afar('readings', session.readings),
      latest: afar('latest', session.latest),
      stood: afar('stood', session.stood),
      holds: afar('holds', session.holds),
      ...(damaged && { damaged: afar('damaged', damaged) }),
      runs: async () => session.runs(),
      executions: async function* () {
        yield* session.executions()
      },
      claim: async (id) => session.claim(id),
    }
  }
  return {
    name: below.name,
    open: async (mode) => wrap(await below.open(mode)),
    questions: () => {
      const questions = asked
      asked = []
      return questions
    },
  }
}
