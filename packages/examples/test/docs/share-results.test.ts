import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryRemote } from '@stagewright/testing/remote-conformance'
import { inOneProcess, otherServer, provingRemote, sharedStore } from '../../src/docs/share-results'

describe('the code of the page on sharing results', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('shares what one folder has with another one', async () => {
    expect(await inOneProcess(join(folder, 'here'), join(folder, 'there'))).toMatchObject({
      ran: 0,
      reused: 3,
    })
  })

  it('names buckets and servers', () => {
    expect(sharedStore(join(folder, 'shared')).folder).toBe(join(folder, 'shared'))
    expect(otherServer(() => Promise.reject(new Error('never asked'))).name).toBe(
      's3://results/digits at s3.example.org',
    )
  })

  it('proves a remote', async () => {
    const titles: string[] = []
    const checks: Promise<void>[] = []
    provingRemote(memoryRemote, (title, check) => {
      titles.push(title)
      checks.push(check())
    })
    await Promise.all(checks)
    expect(titles).toContain('an object that is not there is missing, and looking for it finds nothing')
  })
})
