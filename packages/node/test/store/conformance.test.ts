import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '../../src/store/index.ts'
import { storeConformance } from '../../../testing/src/store-conformance/index.ts'

describe.each(['fast', 'fsync'] as const)('a file store that is %s', (durability) => {
  const facts = storeConformance(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stagewright-store-'))
    return {
      store: fileStore(join(folder, 'store'), { durability }),
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  })
  test.each(facts)('$title', ({ run }) => run())
})
