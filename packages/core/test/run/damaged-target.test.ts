import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileStore, json, record, run, stage, type Store } from 'stagewright'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { failureOf } from '../support/workbench.ts'

/** More than a store keeps in its index, so that it becomes a file. */
const large = 'x'.repeat(100_000)
let calls = 0
const write = stage({ outputs: ['text'], cachers: [json()] })(function write() {
  calls++
  return { text: large }
})
const target = write(record({}))

const flipBit = async (store: Store): Promise<void> => {
  const session = await store.open({ readOnly: true })
  const stored = session.latest('write', 1)[0]?.outputs[0]?.stored
  const path = (stored && (await session.path?.(stored))) ?? ''
  await session.close()
  const bytes = readFileSync(path)
  bytes[500] = (bytes[500] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test.each([
  ['its value', async (store: Store) => (await run(target, { store })).value(target, 'text')],
  [
    'its file',
    async (store: Store) => {
      const found = (await run(target, { store })).artifact(target, 'text')
      return found.kind === 'artifact' ? found.file() : undefined
    },
  ],
])('a target found damaged when %s is asked for is made anew by the next run', async (_, ask) => {
  const store = fileStore(join(temporaryFolder(), 'store'))
  await run(target, { store })
  await flipBit(store)
  calls = 0
  expect(await failureOf(ask(store))).toMatchObject({ _tag: 'ArtifactLostError', problem: 'corrupt' })
  const again = await run(target, { store })
  expect(await again.value(target, 'text')).toBe(large)
  expect(calls).toBe(1)
})
