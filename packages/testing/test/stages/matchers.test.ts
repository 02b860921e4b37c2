import { makeEngine, memoryStore, record, type Store } from '@stagewright/core'
import { stagesThat } from '@stagewright/testing'
import '@stagewright/testing/jest'
import { compare, knn } from './knn'

const { plan, run } = makeEngine()
const all = (...ks: readonly number[]) =>
  compare(
    record({}, { name: 'all' }),
    ks.map((k) => knn(record({ size: 6, k }, { name: `k=${k}` }))),
  )

/** What a matcher says when it does not hold. */
const complaintOf = (attempt: () => void): string => {
  try {
    attempt()
  } catch (error) {
    return (error as Error).message.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/gu, 'some day')
  }
  throw new Error('It held.')
}

describe('the matchers', () => {
  let store: Store
  beforeEach(async () => {
    store = memoryStore()
    await run(all(1, 2), { store })
  })

  it('hold for the steps that have this fate, and no others', async () => {
    const planned = await plan(all(1, 3), { store })
    expect(planned).toRun(['fit', 'compare'])
    expect(planned).toRun(['fit@k=3', 'compare'])
    expect(planned).not.toRun(['fit', 'score', 'compare'])
    expect(planned).not.toRun(['fit'])
    expect(planned).not.toRun([])
    expect(planned).not.toRun(['fit@k=1', 'compare'])
    expect(planned).toMaybeRun(['score'])
    expect(planned).toReuse(['load', 'score@k=1'])
    expect(planned).toSkip(['load@k=1', 'fit@k=1'])
  })

  it('look at results, too', async () => {
    const result = await run(all(1, 3), { store })
    expect(result).toHaveRun(['fit', 'score', 'compare'])
    expect(result).toHaveReused(['load', 'score@k=1'])
    expect(result).toHaveFailed([])
    const failed = await run(all(0), { store, keepGoing: true })
    expect(failed).toHaveFailed(['fit'])
    expect(failed).toHaveBeenBlocked(['score', 'compare'])
  })

  it('say which step was unexpected, which is missing, and why', async () => {
    const planned = await plan(all(1, 3), { store })
    expect(complaintOf(() => expect(planned).toRun(['score', 'train']))).toMatchInlineSnapshot(`
     "Expected score, train to run, and no other step.
       unexpected: fit@k=3 (first run)
       unexpected: compare@all (the record's name changed from 'k=2' to 'k=3'; parameter 'k' changed from 2 to 3)
       missing: score (reuse: nothing changed since some day; maybe: first run, unless an earlier result fits once 'model' is known)
       missing: train (there is no such step)"
    `)
    expect(complaintOf(() => expect(planned).not.toRun(['fit', 'compare']))).toMatchInlineSnapshot(
      `"Expected other than fit, compare to run, and no other step."`,
    )
  })

  it('refuse what is neither a plan nor a result, and the wrong one of the two', async () => {
    const planned = await plan(all(1), { store })
    // The types refuse these already.
    const untyped = (value: unknown) => expect(value) as unknown as { toRun: (names: unknown) => void }
    expect(() => untyped(plan(all(1), { store })).toRun([])).toThrow('Await plan(...) or run(...) first')
    expect(() => untyped(planned).toRun('fit')).toThrow('takes a list of stages')
    const result = await run(all(1), { store })
    expect(() => untyped(result).toRun([])).toThrow('looks at a plan, and got a result')
  })

  it('have a function beside them for other test runners', async () => {
    const planned = await plan(all(1, 3), { store })
    expect(stagesThat(planned, 'run')).toEqual(['fit', 'compare'])
    expect(stagesThat(planned, 'maybe')).toEqual(['score'])
  })
})
