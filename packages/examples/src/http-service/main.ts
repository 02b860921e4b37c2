import { fileStore } from 'stagewright'
import { makeService } from './service.ts'

const port = Number(process.env['PORT'] ?? 8080)

makeService(fileStore('.stagewright')).listen(port, () => {
  console.log(`Try: curl 'http://localhost:${port}/walk?seed=1&steps=20000', and again.`)
})
