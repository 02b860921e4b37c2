import { fileStore } from 'stagewright'
import { makeService } from './service.ts'

const port = Number(process.env['PORT'] ?? 8080)

// The same request twice: the second is answered at once. Stop curl with Ctrl-C in the middle of a longer walk
// (steps=2000000), and the server stops walking.
makeService(fileStore('.stagewright')).listen(port, () => {
  console.log(`Try: curl 'http://localhost:${port}/walk?seed=1&steps=20000', and again. Ctrl-C ends it.`)
})
