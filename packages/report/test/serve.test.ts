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

/** An address below the server's, with its token. */
const at = (path: string): URL => {
  const url = new URL(path, server.url)
  url.search = new URL(server.url).search
  return url
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly cookie: string | undefined
}

const ask = (url: URL, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, cookie: response.headers['set-cookie']?.[0] }),
      )
    })
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
  expect((await ask(at('/'))).status).toBe(200)
  expect((await ask(at('/'), { host: `localhost:${port}` })).status).toBe(200)
  expect(await ask(at('/'), { host: `evil.example:${port}` })).toMatchObject({
    status: 403,
    body: 'Ask for 127.0.0.1 by its number.',
  })
  expect((await ask(at('/run/absent'))).status).toBe(404)
  expect((await ask(at('/run/..%2F..%2Fetc%2Fpasswd'))).status).toBe(404)
  expect((await ask(at('/nowhere'))).status).toBe(404)
})

test('only those who know the token are answered: it is in the address, or in the cookie that the address gave', async () => {
  const { origin, port } = new URL(server.url)
  const refused = {
    status: 401,
    cookie: undefined,
    body: expect.stringContaining("'stagewright ui' printed"),
  }
  for (const path of ['/', '/events', '/run/absent', '/run/absent/events', '/?token=', '/?token=wrong'])
    expect(await ask(new URL(path, origin))).toEqual(refused)
  const { cookie = '' } = await ask(new URL(server.url))
  expect(cookie).toMatch(
    new RegExp(`^stagewright-${port}=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=/$`, 'u'),
  )
  const [pair = ''] = cookie.split(';')
  expect(await ask(new URL('/', origin), { cookie: `other=1; ${pair}` })).toMatchObject({ status: 200 })
  expect(await ask(new URL('/', origin), { cookie: `${pair.slice(0, -1)}!` })).toEqual(refused)
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
      execute: async (call, channel) => {
        channel.started()
        const changes = collector.changes()
        const begun = collector.document()
        if (tell === undefined && begun !== undefined) tell = startLive(folder, begun)
        else if (changes !== undefined) tell?.(changes)
        await held()
        return call.here(channel)
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
  const followed = await fetch(at('/events'))
  expect(followed.headers.get('content-type')).toBe('text/event-stream')
  const ended = followed.text().catch(() => 'cut')
  await server.close()
  expect(await ended).toMatch(/^(?:cut)?$/u)
  await expect(fetch(server.url)).rejects.toThrow()
})
