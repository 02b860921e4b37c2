import { memoryRemote, remoteConformance } from '../../src/remote-conformance/index.ts'

describe('a remote in memory', () => {
  test.each(remoteConformance(() => Promise.resolve({ remote: memoryRemote() })))('$title', ({ run }) =>
    run(),
  )
})
