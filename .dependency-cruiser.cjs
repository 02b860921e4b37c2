const from = (name) => ({ path: `^packages/${name}/src` })
/** What each package may import of the others, from the bottom of the stack up. */
const layers = {
  core: [],
  testing: ['core'],
  node: ['core'],
  cachers: ['node', 'core'],
  report: ['core'],
  telemetry: ['core'],
  s3: ['node', 'core'],
  bullmq: ['node', 'core'],
  cli: ['report', 'node', 'core'],
  stagewright: ['cli', 'report', 'cachers', 'bullmq', 's3', 'node', 'core', 'testing'],
}

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'core-knows-no-node', severity: 'error', from: from('core'), to: { dependencyTypes: ['core'] } },
    {
      name: 'one-graphlib-adapter',
      severity: 'error',
      from: { path: '^packages', pathNot: '^packages/core/src/graph/stage-graph\\.ts$' },
      to: { path: 'node_modules/@dagrejs/graphlib' },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^packages/[^/]+/src' },
      to: { path: '^packages/[^/]+/test' },
    },
    ...Object.entries(layers).map(([name, allowed]) => ({
      name: `layer-${name}`,
      severity: 'error',
      from: from(name),
      to: {
        path: '^packages/[^/]+/(src|dist)',
        pathNot: [name, ...allowed].map((other) => `^packages/${other}/`),
      },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/fixtures/', '^packages/docs/site/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'packages/tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['stagewright-source', 'import', 'node', 'default', 'types'],
    },
  },
}
