import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runScript } from './support/run-script.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagewright-bounds-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a plot is drawn within bounds, however large it wants to be', () => {
  const drawn = JSON.parse(runScript('draw-huge.ts')) as Readonly<Record<string, string>>
  expect(drawn).toEqual({
    'a billion pixels': expect.stringMatching(/^2400 x 2400, \d{1,3} kB$/u),
    'a hair': expect.stringMatching(/^40 x 40, \d{1,2} kB$/u),
    'a billion ticks': expect.stringMatching(/^640 x 400, \d{1,3} kB$/u),
    'a million rows': expect.stringMatching(/^640 x 400, \d{1,4} kB$/u),
    'a thousand facets':
      "This plot cannot be drawn: 'at' has more than 60 values, and each would be a small plot",
  })
}, 120_000)

test('clients that do not read cost the server little, and others are served all the while', async () => {
  const server = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=stagewright-source',
      join(__dirname, 'support/serve-growing.ts'),
      folder,
    ],
    { cwd: __dirname, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const sockets: Socket[] = []
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const { url, run } = JSON.parse(line.toString()) as { url: string; run: string }
    const { port, search } = new URL(url)
    for (let at = 0; at < 40; at++) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.pause()
      socket.write(
        `GET /run/${run}/events${search} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: keep-alive\r\n\r\n`,
      )
      sockets.push(socket)
    }
    // The run tells of 2 MB four times a second; the server reads it for each that follows.
    const rounds: number[] = []
    for (let round = 0; round < 5; round++) {
      server.stdin.write('grow\n')
      const [said] = (await once(server.stdout, 'data')) as [Buffer]
      rounds.push(Number(said.toString()))
    }
    expect(Math.max(...rounds)).toBeLessThan(600e6)
    expect((await fetch(url)).status).toBe(200)

    // More streams than a person can have open are refused.
    const more = await Promise.all(Array.from({ length: 80 }, () => fetch(new URL(`/events${search}`, url))))
    expect(new Set(more.map(({ status }) => status))).toEqual(new Set([200, 503]))
    await Promise.all(more.map(({ body }) => body?.cancel()))
  } finally {
    for (const socket of sockets) socket.destroy()
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
}, 120_000)
