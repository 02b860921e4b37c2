/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

const esmOnly = [
  'devalue',
  'fast-png',
  'iobuffer',
  'hyparquet',
  'hyparquet-writer',
  'string-width',
  'strip-ansi',
  'ansi-regex',
  'get-east-asian-width',
  'ansi-escapes',
  'environment',
  'json-stringify-pretty-compact',
  'leven',
  'pretty-bytes',
]

const config: Config = {
  testMatch: ['<rootDir>/packages/*/test/**/*.test.ts'],
  testEnvironmentOptions: { customExportConditions: ['stagewright-source', 'node', 'node-addons'] },
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  testTimeout: 30_000,
  maxWorkers: '100%',
  testSequencer: '<rootDir>/packages/testing/test/slowest-first.cjs',
  // A worker with much in memory takes long to collect it, which tests of memory ask for very often.
  workerIdleMemoryLimit: '700MB',
}

export default config
