import { memoryStore, record, run, threads } from 'stagewright'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { all, folded } from './list-stages.ts'

it('gives functions in threads items, lists, and lists of lists', async () => {
  const executor = threads({ stages: pathToFileURL(join(__dirname, 'list-stages.ts')), size: 2 })
  try {
    const target = all(record({ lines: ['a b', 'c', 'a b'] }))
    const result = await run(target, { store: memoryStore(), executor })
    expect(await result.value(target, 'joined')).toEqual({
      lines: ['A B', 'C', 'A B'],
      here: [false, false, false, false],
    })
  } finally {
    await executor.close()
  }
})

it('folds in threads', async () => {
  const executor = threads({ stages: pathToFileURL(join(__dirname, 'list-stages.ts')), size: 2 })
  try {
    const line = Array.from({ length: 30 }, (_, index) => `word${index}`).join(' ')
    const target = folded(record({ line }))
    const result = await run(target, { store: memoryStore(), executor })
    expect(await result.value(target, 'text')).toEqual({ text: line, here: false })
  } finally {
    await executor.close()
  }
})
