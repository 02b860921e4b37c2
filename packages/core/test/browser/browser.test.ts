import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { withBrowser } from './chromium.ts'

const bundleFor = async (contents: string, minify: boolean): Promise<string> => {
  const result = await build({
    stdin: { contents, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    write: false,
    minify,
    format: 'esm',
    // Anything of Node's that is imported fails the build.
    platform: 'browser',
    conditions: ['stagewright-source'],
    // The package's own bundle, which is what others get, is made with the same.
    alias: {
      'fp-ts/lib/Either.js': 'fp-ts/es6/Either.js',
      'fp-ts/lib/TaskEither.js': 'fp-ts/es6/TaskEither.js',
    },
    logLevel: 'silent',
  })
  return result.outputFiles[0]?.text ?? ''
}

describe('core in a browser', () => {
  test('core and all that it depends on bundle without anything of Node, in at most 80 kB minified and gzipped', async () => {
    const code = await bundleFor(`export * from '@stagewright/core'`, true)
    expect(gzipSync(code, { level: 9 }).byteLength).toBeLessThanOrEqual(80_000)
  })

  test('a pipeline runs in a page, and a second run executes nothing', async () => {
    const code = await bundleFor(
      `import { pipelineInPage } from './pipeline-in-page.ts'; Object.assign(globalThis, { pipelineInPage })`,
      false,
    )
    await withBrowser(async (browser) => {
      const page = await browser.newPage()
      await page.addScriptTag({ content: code, type: 'module' })
      await page.waitForFunction(() => 'pipelineInPage' in globalThis)
      const outcome = await page.evaluate(() =>
        (globalThis as unknown as { pipelineInPage: () => Promise<unknown> }).pipelineInPage(),
      )
      expect(outcome).toEqual({
        value: 10,
        callsWhenCold: ['largest', 'numbers', 'numbers', 'total', 'total'],
        callsInAll: 5,
        warm: { ran: 0, reused: 1, skipped: 4, failed: 0, blocked: 0 },
      })
    })
  }, 120_000)
})
