import { remoteConformance } from '../../testing/src/remote-conformance/index.ts'
import { s3 } from '../src/index.ts'
import { type FakeS3, startFakeS3 } from './fake-s3.ts'
import { account } from './signature.ts'

let fake: FakeS3
beforeAll(async () => {
  fake = await startFakeS3()
})
afterAll(() => fake.close())

const remoteWith = (prefix: string) =>
  s3({ bucket: 'results', prefix, endpoint: fake.endpoint, region: account.region, credentials: account })

describe.each([
  ['a bucket', '', true],
  ["a prefix with signs: it's (a) + b&c=ä!*", "it's (a) + b&c=ä!*", true],
  ['a server without conditional writes', 'plain', false],
])('%s', (_, prefix, knowsConditions) => {
  beforeAll(() => {
    fake.knowsConditions = knowsConditions
    fake.pageSize = 3
  })
  test.each(remoteConformance(() => Promise.resolve({ remote: remoteWith(prefix) })))('$title', ({ run }) =>
    run(),
  )
})
