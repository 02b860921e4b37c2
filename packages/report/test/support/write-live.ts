import { makeEngine, memoryStore } from '@stagewright/core'
import { collectRun, startLive } from '@stagewright/report'
import { digits } from './digits.ts'

// Tells others of a run that hangs in its second function.

const folder = process.argv[2] ?? '.'
const collector = collectRun({
  experiment: 'hanging',
  file: 'hanging.ts',
  store: 's',
  environment: { node: process.version, platform: process.platform, cpus: 2, versions: {} },
  reproduce: [],
})
let calls = 0
setInterval(() => {}, 1000)
await makeEngine({
  executor: {
    name: 'hanging',
    execute: async (call, channel) => {
      calls++
      if (calls === 1) return call.here(channel)
      channel.started()
      const document = collector.document()
      if (document !== undefined) {
        startLive(folder, document)
        process.stdout.write(document.run)
      }
      return new Promise(() => {})
    },
  },
}).run(digits(), { store: memoryStore(), concurrency: 1, onEvent: collector.note })
