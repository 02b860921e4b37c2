import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEngine, memoryStore, type Store } from '@stagewright/core'
import {
  collectRun,
  keepRun,
  type RunDocument,
  type RunServer,
  serveRuns,
  startLive,
} from '@stagewright/report'
import { withBrowser } from '../../core/test/browser/chromium.ts'
import { digits } from './support/digits.ts'
import { documentOf, loaderOf } from './support/documents.ts'

let folder: string
let server: RunServer
let store: Store
beforeEach(async () => {
  store = memoryStore()
  folder = mkdtempSync(join(tmpdir(), 'stagewright-serve-'))
  server = await serveRuns({
    folder,
    store: '.stagewright',
    openReports: async () => ({ load: loaderOf(store), close: async () => {} }),
  })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string, host?: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, server.url),
      { headers: host === undefined ? {} : { host } },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    asked.on('error', reject)
    asked.end()
  })

const facts = {
  experiment: 'digits',
  file: 'digits.ts',
  store: '.stagewright',
  environment: { node: 'v20', platform: 'linux', cpus: 2, versions: {} },
  reproduce: [],
}

test('it listens on this machine alone, and refuses names that others may have made to lead here', async () => {
  expect(new URL(server.url).hostname).toBe('127.0.0.1')
  const { port } = new URL(server.url)
  expect((await get('/')).status).toBe(200)
  expect((await get('/', `localhost:${port}`)).status).toBe(200)
  expect(await get('/', `evil.example:${port}`)).toEqual({
    status: 403,
    body: 'Ask for 127.0.0.1 by its number.',
  })
  expect((await get('/run/absent')).status).toBe(404)
  expect((await get('/run/..%2F..%2Fetc%2Fpasswd')).status).toBe(404)
})

test('a run is followed in the browser while it goes on, and shown whole when it is over', async () => {
  keepRun(folder, await documentOf(digits(), memoryStore()))
  const collector = collectRun(facts)
  let tell: ReturnType<typeof startLive> | undefined
  /** Holds the run before each step until somebody lets it go on. */
  let goOn = (): void => {}
  const held = (): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve
    })
  const running = makeEngine({
    executor: {
      name: 'held',
      execute: async ({ fn, args }) => {
        const changes = collector.changes()
        const begun = collector.document()
        if (tell === undefined && begun !== undefined) tell = startLive(folder, begun)
        else if (changes !== undefined) tell?.(changes)
        await held()
        return (fn as (...given: readonly unknown[]) => unknown)(...args)
      },
    },
  }).run(digits(), { store: memoryStore(), concurrency: 1, onEvent: collector.note })
  await withBrowser(async (browser) => {
    const page = await browser.newPage()
    await page.goto(server.url)
    const line = page.getByRole('row').filter({ hasText: 'running' })
    await line.getByRole('link').click()
    const count = (outcome: string) => page.locator(`.tile.is-${outcome} dd`)
    await page.waitForSelector('.tile.is-running')
    expect(await count('running').textContent()).toBe('1')
    goOn()
    await page.waitForFunction(() => document.querySelector('.tile.is-ran dd')?.textContent === '1')
    goOn()
    await page.waitForFunction(() => document.querySelector('.tile.is-ran dd')?.textContent === '2')
    // The rest goes by itself.
    const timer = setInterval(() => goOn(), 5)
    await running
    clearInterval(timer)
    const whole: RunDocument | undefined = collector.document()
    if (whole !== undefined) keepRun(folder, whole)
    await page.waitForSelector('.status.is-ran')
    expect(await page.locator('.status').textContent()).toBe('finished')
    expect(await page.locator('.tile.is-waiting').count()).toBe(0)
  })
}, 120_000)

test('closing ends the connections that follow runs', async () => {
  const followed = await fetch(new URL('/events', server.url))
  expect(followed.headers.get('content-type')).toBe('text/event-stream')
  const ended = followed.text().catch(() => 'cut')
  await server.close()
  expect(await ended).toMatch(/^(?:cut)?$/u)
  await expect(fetch(server.url)).rejects.toThrow()
})
