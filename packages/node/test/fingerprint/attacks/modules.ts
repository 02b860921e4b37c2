import { attack, type Attack } from './attack.ts'

/** Code that stands in other modules. */
export const moduleAttacks: readonly Attack[] = [
  attack(
    'a helper behind a chain of re-exports',
    'seen',
    `import { scale } from './a.js'
     export const fit = () => scale(1)`,
    {
      'a.js': `export * from './b.js'`,
      'b.js': `export { inner as scale } from './c.js'`,
      'c.js': `export const inner = (x) => x * ⟦2|3⟧`,
    },
  ),
  attack(
    'a helper in a namespace that is exported again',
    'seen',
    `import { tools } from './a.js'
     export const fit = () => tools.scale(1)`,
    { 'a.js': `export * as tools from './b.js'`, 'b.js': `export const scale = (x) => x * ⟦2|3⟧` },
  ),
  attack(
    'another member of a namespace',
    'same',
    `import * as tools from './a.js'
     export const fit = () => tools.scale(1)`,
    { 'a.js': `export const scale = (x) => x * 2\nexport const other = (x) => x * ⟦2|3⟧` },
  ),
  attack(
    'a namespace that is handed on',
    'seen',
    `import * as tools from './a.js'
     const call = (all, name) => all[name](1)
     export const fit = () => call(tools, 'scale')`,
    { 'a.js': `export const scale = (x) => x * ⟦2|3⟧` },
  ),
  attack(
    'modules that import each other',
    'seen',
    `import { even } from './a.js'
     export const fit = () => even(4)`,
    {
      'a.js': `import { odd } from './b.js'\nexport const even = (n) => n === 0 || odd(n - 1)`,
      'b.js': `import { even } from './a.js'\nexport const odd = (n) => n !== 0 && even(n - ⟦1|2⟧)`,
    },
  ),
  attack(
    'a stage whose helper stands in a module that imports the stage',
    'seen',
    `import { scale } from './a.js'
     export const rate = 2
     export const fit = () => scale(1)`,
    { 'a.js': `import { rate } from './stages.js'\nexport const scale = (x) => x * rate + ⟦0|1⟧` },
  ),
  attack(
    'imported JSON',
    'seen',
    `import { createRequire } from 'node:module'
     const config = createRequire(import.meta.url)('./config.json')
     export const fit = () => config.rate`,
    { 'config.json': `{ "rate": ⟦2|3⟧ }` },
  ),
  attack(
    'imported JSON, as the language has it',
    'seen',
    `import config from './config.json' with { type: 'json' }
     export const fit = () => config.rate`,
    { 'config.json': `{ "rate": ⟦2|3⟧ }` },
  ),
  attack(
    'another key of imported JSON',
    'same',
    `import config from './config.json' with { type: 'json' }
     export const fit = () => config.rate`,
    { 'config.json': `{ "rate": 2, "other": ⟦2|3⟧ }` },
  ),
  attack(
    'a module that is imported while the function runs',
    'told',
    `export const fit = async () => (await import('./a.js')).scale(1)`,
    { 'a.js': `export const scale = (x) => x * ⟦2|3⟧` },
  ),
  attack(
    'a module that is required while the function runs',
    'told',
    `import { createRequire } from 'node:module'
     const require = createRequire(import.meta.url)
     export const fit = () => require('./a.cjs').scale(1)`,
    { 'a.cjs': `exports.scale = (x) => x * ⟦2|3⟧` },
  ),
  attack(
    'a module that a helper of CommonJS requires while it runs',
    'told',
    `import { helper } from './a.cjs'
     export const fit = () => helper(1)`,
    {
      'a.cjs': `exports.helper = (x) => require('./b.cjs').scale(x)`,
      'b.cjs': `exports.scale = (x) => x * ⟦2|3⟧`,
    },
  ),
  attack(
    'a module of CommonJS',
    'seen',
    `import tools from './a.cjs'
     export const fit = () => tools.scale(1)`,
    { 'a.cjs': `const inner = (x) => x * ⟦2|3⟧\nmodule.exports = { scale: (x) => inner(x) }` },
  ),
  attack(
    'a default export that is an expression',
    'seen',
    `import config from './a.js'
     export const fit = () => config.rate`,
    { 'a.js': `export default { rate: ⟦2|3⟧ }` },
  ),
  attack(
    'the version of a package',
    'seen',
    `import { scale } from 'pkg'
     export const fit = () => scale(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.⟦0|1⟧", "main": "index.js" }`,
      'node_modules/pkg/index.js': `exports.scale = (x) => x`,
    },
  ),
  attack(
    'the version of a package behind a package',
    'seen',
    `import { scale } from 'pkg'
     export const fit = () => scale(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.0", "main": "index.js", "dependencies": { "deep": "*" } }`,
      'node_modules/pkg/index.js': `exports.scale = (x) => x * require('deep').rate`,
      'node_modules/deep/package.json': `{ "name": "deep", "version": "1.0.⟦0|1⟧", "main": "index.js" }`,
      'node_modules/deep/index.js': `exports.rate = ⟦2|3⟧`,
    },
  ),
  attack(
    'the version of a package that is not reached',
    'same',
    `import { scale } from 'pkg'
     import { other } from 'other'
     export const fit = () => scale(1)
     export const sibling = () => other`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.0", "main": "index.js" }`,
      'node_modules/pkg/index.js': `exports.scale = (x) => x`,
      'node_modules/other/package.json': `{ "name": "other", "version": "1.0.⟦0|1⟧", "main": "index.js" }`,
      'node_modules/other/index.js': `exports.other = 1`,
    },
  ),
  attack(
    'a function that a package made of a helper',
    'seen',
    `import { memoize } from 'pkg'
     const scale = memoize((x) => x * ⟦2|3⟧)
     export const fit = () => scale(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.0", "main": "index.js" }`,
      'node_modules/pkg/index.js': `exports.memoize = (fn) => { const seen = new Map(); return (x) => { if (!seen.has(x)) seen.set(x, fn(x)); return seen.get(x) } }`,
    },
  ),
  attack(
    'a class that extends one of a package',
    'seen',
    `import { Base } from 'pkg'
     class Model extends Base { predict(x) { return super.predict(x) * ⟦2|3⟧ } }
     export const fit = () => new Model().predict(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.0", "main": "index.js" }`,
      'node_modules/pkg/index.js': `exports.Base = class { predict(x) { return x } }`,
    },
  ),
  attack(
    "a registry of one of the user's modules",
    'seen',
    `import { register, call } from './registry.js'
     register('scale', (x) => x * ⟦2|3⟧)
     export const fit = () => call('scale', 1)`,
    {
      'registry.js': `const all = new Map()\nexport const register = (name, fn) => { all.set(name, fn) }\nexport const call = (name, x) => all.get(name)(x)`,
    },
  ),
]
