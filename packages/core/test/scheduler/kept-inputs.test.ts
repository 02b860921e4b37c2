import { makeKeptInputs } from '../../src/host/kept-inputs.ts'

describe('inputs that a thread keeps', () => {
  const loading = (most: number) => {
    const loaded: string[] = []
    const kept = makeKeptInputs(most)
    const get = (id: string, size = 10) =>
      kept.get(id, size, async () => {
        loaded.push(id)
        return id
      })
    return { get, loaded }
  }

  test('are loaded once, also by calls at the same time', async () => {
    const { get, loaded } = loading(100)
    expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['a', 'a', 'b'])
    await get('a')
    expect(loaded).toEqual(['a', 'b'])
  })

  test('leave memory from the one that was used longest ago', async () => {
    const { get, loaded } = loading(20)
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await get(id)
    expect(loaded).toEqual(['a', 'b', 'c', 'b'])
  })

  test('that are larger than all the room are kept for one call alone', async () => {
    const { get, loaded } = loading(20)
    await get('large', 500)
    await get('a')
    await get('large', 500)
    expect(loaded).toEqual(['large', 'a', 'large'])
  })

  test('that could not be loaded are loaded again', async () => {
    const kept = makeKeptInputs()
    await expect(kept.get('a', 1, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
    expect(await kept.get('a', 1, async () => 'here')).toBe('here')
  })
})
