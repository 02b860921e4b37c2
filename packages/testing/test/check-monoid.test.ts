import { json, text } from 'stagewright'
import { checkMonoid } from '@stagewright/testing'

const failure = async (check: Promise<void>): Promise<Error> =>
  check.then(
    () => {
      throw new Error('It kept the laws.')
    },
    (error: Error) => error,
  )

describe('checkMonoid', () => {
  it('accepts what keeps the laws', async () => {
    await checkMonoid(
      { concat: (a: number, b: number) => a + b, empty: 0 },
      { examples: [1, 2, 30], cacher: json() },
    )
    await checkMonoid(
      { concat: (a: string, b: string) => a + b, empty: '' },
      { examples: ['a', ''], cacher: text() },
    )
  })

  it('says for which values a monoid is not associative', async () => {
    const minus = { concat: (a: number, b: number) => a - b, empty: 0 }
    const error = await failure(
      checkMonoid(minus, { examples: [0], cacher: json(), runs: 1 }).then(() =>
        checkMonoid(
          { ...minus, concat: (a: number, b: number) => (a + b) / (b === 0 || a === 0 ? 1 : 2) },
          { examples: [8, 4, 2], cacher: json() },
        ),
      ),
    )
    expect(error.message).toBe(
      'The monoid does not keep the law of associativity: concat(concat(4, 8), 8) is 7, and concat(4, concat(8, 8)) is 6. A fold combines in another order when an item is added, so what it gives would hang on what the list was before.',
    )
    expect(error).toMatchObject({ _tag: 'MonoidLawError', law: 'associativity', values: [4, 8, 8] })
  })

  it.each([
    ['left identity', (a: string, b: string) => (a === '' ? 'x' : '') + a + b],
    ['right identity', (a: string, b: string) => (b === '' && a !== '' ? `${a}!` : a + b)],
  ])('says of which value the %s does not hold', async (law, concat) => {
    const error = await failure(checkMonoid({ concat, empty: '' }, { examples: ['a'], cacher: text() }))
    expect(error).toMatchObject({ law, values: ['a'] })
  })

  it('compares as the cacher saves: sums of floating numbers are not associative', async () => {
    const sum = { concat: (a: number, b: number) => a + b, empty: 0 }
    const error = await failure(checkMonoid(sum, { examples: [0.1, 0.2, 0.3], cacher: json() }))
    expect(error).toMatchObject({ law: 'associativity' })
  })

  it('gives `concat` values of its own, as a fold that loads them does', async () => {
    const push = {
      concat: (a: number[], b: number[]) => {
        a.push(...b)
        return a
      },
      empty: [],
    }
    const examples = [[1], [2]]
    await checkMonoid(push, { examples, cacher: json() })
    expect(examples).toEqual([[1], [2]])
  })
})
