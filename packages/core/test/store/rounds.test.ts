import { makeRounds } from '../../src/store/rounds.ts'

const doubling = (given: { readonly isDown?: () => boolean } = {}) => {
  const asked: (readonly number[])[] = []
  const rounds = makeRounds()
  const double = rounds.question(String, async (keys: readonly number[]) => {
    asked.push(keys)
    await Promise.resolve()
    if (given.isDown?.() === true) throw new Error('down')
    return keys.map((key) => 2 * key)
  })
  return { asked, double, ...rounds }
}

describe('look-ups of a store that answers at once', () => {
  test('are answered at once, one by one, and each time anew', () => {
    let value = 1
    const { answered, each, isElsewhere, question } = makeRounds()
    const look = question(String, (keys: readonly number[]) => keys.map((key) => key * value))
    expect(answered(() => look(2))).toBe(2)
    value = 10
    expect(each([1, 2], (key) => look(key))).toEqual([10, 20])
    expect(isElsewhere()).toBe(false)
  })
})

describe('look-ups of a store that gives promises', () => {
  test('go together, but for the first, and what is known is not asked again', async () => {
    const { asked, double, each, isElsewhere } = doubling()
    const values = await each([1, 2, 3, 2, 1], (key) => double(key) + 1)
    expect(values).toEqual([3, 5, 7, 5, 3])
    expect(asked).toEqual([[1], [2, 3]])
    expect(await each([3, 4], double)).toEqual([6, 8])
    expect(asked).toEqual([[1], [2, 3], [4]])
    expect(isElsewhere()).toBe(true)
  })

  test('that need each other take one round after the other', async () => {
    const { asked, double, each } = doubling()
    expect(await each([1, 2, 3], (key) => double(double(key)))).toEqual([4, 8, 12])
    expect(asked.flat().toSorted()).toEqual([1, 2, 3, 4, 6])
    expect(asked.length).toBeLessThan(5)
  })

  test('of one act can be asked in one round', async () => {
    const { asked, answered, double, together } = doubling()
    await answered(() => double(0))
    expect(await answered(() => together([1, 2, 3], double))).toEqual([2, 4, 6])
    expect(asked).toEqual([[0], [1, 2, 3]])
  })

  test('that are forgotten are asked again, also while they are on their way', async () => {
    const { asked, answered, double, forgetAll } = doubling()
    await answered(() => double(1))
    double.forget(1)
    const again = answered(() => double(1))
    forgetAll()
    expect(await again).toBe(2)
    expect(asked).toEqual([[1], [1], [1]])
  })

  test('are given where they are known, and asked for where they are not', async () => {
    const { double, ifKnown } = doubling()
    expect(ifKnown(() => double(4))).toBeUndefined()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(ifKnown(() => double(4))).toBe(8)
  })

  test('fail with what kept the store from answering, and can be made again', async () => {
    let isDown = false
    const { answered, double, ifKnown } = doubling({ isDown: () => isDown })
    await answered(() => double(1))
    isDown = true
    await expect(answered(() => double(2))).rejects.toThrow('down')
    expect(ifKnown(() => double(3))).toBeUndefined()
    await new Promise((resolve) => setTimeout(resolve, 5))
    isDown = false
    expect(await answered(() => double(2))).toBe(4)
  })

  test('let through what is thrown for another reason', async () => {
    const { answered, double } = doubling()
    const broken = answered(() => {
      double(1)
      throw new RangeError('too far')
    })
    await expect(broken).rejects.toThrow(RangeError)
    expect(() =>
      answered(() => {
        throw new RangeError('at once')
      }),
    ).toThrow('at once')
  })
})
