import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

it('the kit works under vitest, whose report shows what a matcher says', () => {
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  const root = join(__dirname, 'fixtures')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', root, '--reporter', 'json'],
    {
      encoding: 'utf8',
      cwd: root,
      // Vitest would take this process's settings for its own.
      env: { ...process.env, NODE_ENV: 'test', JEST_WORKER_ID: undefined },
    },
  )
  expect(stderr).toBe('')
  const { testResults }: Report = JSON.parse(stdout)
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(tests.map(({ title, status }) => `${title}: ${status}`)).toEqual([
    'a stage is rehearsed: passed',
    'the matchers hold: passed',
    'the matchers do not hold: failed',
    'a function was renamed by the compiler: failed',
  ])
  expect(tests[2]?.failureMessages[0]).toContain(
    'Expected triple to run, and no other step.\n  unexpected: double@one (first run)\n  missing: triple (there is no such step)',
  )
  expect(tests[3]?.failureMessages[0]).toContain(
    "but 'half2': if a compiler renamed its function, give the stage a 'name'",
  )
})
