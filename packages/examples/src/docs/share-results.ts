import { type S3Credentials, s3 } from '@stagewright/s3'
import { memoryRemote, remoteConformance } from '@stagewright/testing/remote-conformance'
import { fileStore, json, record, type Remote, run, stage, type StageContext } from 'stagewright'

type Test = (title: string, run: () => Promise<void>) => void

const square = stage({ outputs: ['y'], cachers: [json()] })(function square({
  params,
}: StageContext<{ x: number }>) {
  return { y: params.x ** 2 }
})
const targets = [1, 2, 3].map((x) => square(record({ x })))

export const sharedStore = (folder: string) => {
  // #region store
  const store = fileStore(folder, { remote: s3({ bucket: 'results', prefix: 'digits' }) })
  // #endregion store
  return store
}

export const otherServer = (askTheVault: () => Promise<S3Credentials>): Remote => {
  // #region server
  const remote = s3({
    bucket: 'results',
    prefix: 'digits',
    endpoint: 'https://s3.example.org',
    region: 'eu-west-1',
    credentials: askTheVault, // or { accessKeyId, secretAccessKey }
  })
  // #endregion server
  return remote
}

export const inOneProcess = async (here: string, there: string) => {
  // #region memory
  const remote = memoryRemote()
  await run(targets, { store: fileStore(here, { remote }) })
  const { counts } = await run(targets, { store: fileStore(there, { remote }) })
  // #endregion memory
  return counts
}

export const provingRemote = (newRemote: () => Remote, test: Test): void => {
  // #region prove
  for (const { title, run } of remoteConformance(async () => ({ remote: newRemote() }))) test(title, run)
  // #endregion prove
}
