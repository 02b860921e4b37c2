import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { experiment, json, stage, type StageContext } from 'stagewright'
import { type InProcess, inProcess } from './support/in-process.ts'

let place: InProcess
beforeEach(() => {
  place = inProcess()
})
afterEach(() => place.remove())

const inFolder = (...names: readonly string[]): string => join(place.folder, ...names)

/** A stage that asks for a file, for each of some paths, and one more after it. */
const reading = (paths: readonly string[]): Readonly<Record<string, unknown>> => {
  const read = stage({ outputs: ['path'], cachers: [json()] })(function read({
    params,
    file,
  }: StageContext<{ path: string }>) {
    return { path: file(params.path) }
  })
  const after = stage({ inputs: ['path'], outputs: ['length'], cachers: [json()] })(function after(
    _: StageContext,
    { path }: { path: string },
  ) {
    return { length: path.length }
  })
  return {
    default: experiment({
      name: 'reading',
      params: Object.fromEntries(paths.map((path, at) => [`r${at}`, { path }])),
      build: (records) => records.map((one) => after(read(one))),
    }),
  }
}

describe('a file that cannot be read', () => {
  const makeFifo = (path: string) => execFileSync('mkfifo', [path])
  const makeLoop = (path: string) => symlinkSync(path, path)

  test.each([
    ['a pipe', makeFifo],
    ['a link to itself', makeLoop],
  ])('fails its own stage alone, by name, and others run: %s', async (_, make) => {
    writeFileSync(inFolder('good'), '1')
    writeFileSync(inFolder('odd'), '1')
    place.program('reading.mjs', reading(['good', 'odd', 'missing']))
    expect((await place.command(['run', 'reading.mjs', '-q'])).code).toBe(0)
    rmSync(inFolder('odd'))
    make(inFolder('odd'))
    writeFileSync(inFolder('good'), '2')
    const plan = await place.command(['plan', 'reading.mjs'])
    expect(plan.code).toBe(0)
    expect(plan.stdout).toMatch(/run +read +r1 +file 'odd' is unreadable/u)
    const { code, stderr } = await place.command(['run', 'reading.mjs', '--keep-going'])
    expect(code).toBe(1)
    expect(stderr).toContain("Stage 'read' failed for record 'r1': The file odd cannot be read: ")
    expect(stderr).toContain('ran read@r0')
    rmSync(inFolder('odd'))
    writeFileSync(inFolder('odd'), '1')
    const again = await place.command(['run', 'reading.mjs'])
    expect(again.code).toBe(0)
  })

  test('is seen by a stage that goes on without it: it runs again once the file can be read', async () => {
    execFileSync('mkfifo', [inFolder('odd')])
    let calls = 0
    const careful = stage({ name: 'careful', outputs: ['ok'], cachers: [json()] })(({
      file,
    }: StageContext) => {
      calls++
      try {
        return { ok: file('odd') !== '' }
      } catch {
        return { ok: false }
      }
    })
    place.program('careful.mjs', {
      default: experiment({
        name: 'careful',
        params: { only: {} },
        build: (all) => all.map((one) => careful(one)),
      }),
    })
    await place.command(['run', 'careful.mjs'])
    await place.command(['run', 'careful.mjs'])
    expect(calls).toBe(1)
    rmSync(inFolder('odd'))
    writeFileSync(inFolder('odd'), '1')
    await place.command(['run', 'careful.mjs'])
    expect(calls).toBe(2)
    expect((await place.command(['show', 'ok'])).stdout).toBe('true\n')
  })
})

describe('a folder with odd files in it', () => {
  test('counts by its content: names that are not UTF-8, pipes, and links that lead nowhere or in circles', async () => {
    mkdirSync(inFolder('data'))
    writeFileSync(inFolder('data/plain'), '1')
    const odd = Buffer.concat([Buffer.from(inFolder('data/')), Buffer.from([0x66, 0xff, 0x66])])
    writeFileSync(odd, 'a')
    const oddFolder = Buffer.concat([Buffer.from(inFolder('data/')), Buffer.from([0xfe])])
    mkdirSync(oddFolder)
    const inside = Buffer.concat([oddFolder, Buffer.from('/inside')])
    writeFileSync(inside, 'x')
    execFileSync('mkfifo', [inFolder('data/pipe')])
    symlinkSync('loop', inFolder('data/loop'))
    symlinkSync('/nowhere/at/all', inFolder('data/dead'))
    symlinkSync('.', inFolder('data/self'))
    place.program('reading.mjs', reading(['data']))
    const run = async () => (await place.command(['run', 'reading.mjs'])).stderr
    expect(await run()).toContain('2 ran')
    expect(await run()).toContain('up to date')
    for (const path of [odd, inside]) {
      writeFileSync(path, 'changed')
      expect(await run()).toContain('ran read@r0')
    }
    rmSync(odd)
    expect(await run()).toContain('ran read@r0')
    expect(await run()).toContain('up to date')
  })
})
