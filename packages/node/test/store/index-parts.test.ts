import { StoreError } from '@stagewright/core'
import { createBatch } from '../../src/store/index/batch.ts'
import { createReadAhead } from '../../src/store/index/read-ahead.ts'
import { createUses } from '../../src/store/index/uses.ts'

describe('a batch', () => {
  const gathering = (act: (items: readonly number[]) => readonly number[] = (items) => items) => {
    const batches: (readonly number[])[] = []
    const batch = createBatch(async (items: readonly number[]) => {
      batches.push(items)
      return act(items)
    })
    return { batch, batches }
  }
  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)

  test('carries out together what arrives together, and gives each its own result', async () => {
    const { batch, batches } = gathering((items) => items.map((item) => item * 10))
    expect(await Promise.all(upTo(5).map(batch.add))).toEqual([0, 10, 20, 30, 40])
    expect(batches).toEqual([[0, 1, 2, 3, 4]])
  })

  test('holds at most 1,000 items', async () => {
    const { batch, batches } = gathering()
    await Promise.all(upTo(2_500).map(batch.add))
    expect(batches.map(({ length }) => length)).toEqual([1000, 1000, 500])
  })

  test('that fails for one item fails that one alone', async () => {
    const { batch } = gathering((items) => {
      if (items.includes(2)) throw new TypeError('two')
      return items
    })
    const outcomes = await Promise.allSettled(upTo(4).map(batch.add))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })

  test('that the store cannot carry out fails for all, and is tried once', async () => {
    const { batch, batches } = gathering(() => {
      throw new StoreError('a store', 'is full.')
    })
    const outcomes = await Promise.allSettled(upTo(4).map(batch.add))
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(batches).toHaveLength(1)
  })

  test('settles when nothing is pending', async () => {
    const { batch } = gathering()
    let done = 0
    for (const item of upTo(10)) void batch.add(item).then(() => done++)
    await batch.settle()
    await Promise.resolve()
    expect(done).toBe(10)
  })
})

describe('reading ahead', () => {
  const counting = (rows: number) => {
    const asked = { singles: 0, windows: 0 }
    const ahead = createReadAhead<number>({
      one: (key) => {
        asked.singles++
        return key < rows ? { id: key, value: key * 2 } : undefined
      },
      window: function* (from, to) {
        asked.windows++
        for (let key = from; key <= Math.min(to, rows - 1); key++) yield [key, key * 2] as const
      },
    })
    return { ahead, asked }
  }

  test('asks for a few rows one by one, and for windows of 512 after that', () => {
    const { ahead, asked } = counting(10_000)
    for (let key = 0; key < 10_000; key++) expect(ahead.get(key)).toBe(key * 2)
    expect(asked.singles).toBeLessThan(60)
    expect(asked.windows).toBeLessThan(25)
  })

  test('stops fetching windows where rows are asked for here and there', () => {
    const { ahead, asked } = counting(10_000_000)
    for (let at = 0; at < 1000; at++) expect(ahead.get(at * 9973)).toBe(at * 9973 * 2)
    expect(asked.windows).toBeLessThan(100)
  })

  test('asks once for a key without a row, until something is forgotten', () => {
    const { ahead, asked } = counting(10)
    for (let times = 0; times < 5; times++) expect(ahead.get(77)).toBeUndefined()
    expect(asked.singles).toBe(1)
    ahead.forget(77)
    ahead.get(77)
    expect(asked.singles).toBe(2)
  })
})

test('executions that were used have one hash, in whatever order and however often they were found', () => {
  const noted = (ids: readonly number[]) => {
    const uses = createUses()
    for (const id of ids) uses.note(id)
    return uses.noted()
  }
  expect(noted([])).toBeUndefined()
  expect(noted([3, 1, 2, 9])?.ids).toEqual([1, 2, 3, 9])
  expect(noted([3, 1, 2, 9, 9, 1])?.hash).toBe(noted([9, 3, 2, 1])?.hash)
  expect(noted([1, 2, 3])?.hash).not.toBe(noted([1, 3])?.hash)
})
