import { attack, type Attack } from './attack.ts'

/** A module of one function that gives a constant: header, type, function, export, body. */
const wasm = `new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, ⟦1|2⟧, 11])`

const unversioned = {
  'node_modules/pkg/package.json': `{ "name": "pkg", "main": "index.js" }`,
  'node_modules/pkg/index.js': `exports.scale = (x) => x * ⟦2|3⟧\nexports.rates = { near: ⟦2|3⟧ }`,
}

/** What the program around a function, its loader and the machine give it. */
export const surroundingAttacks: readonly Attack[] = [
  attack(
    'a global of the user behind another name of the global object',
    'seen',
    `globalThis.ratesBehindAName = { near: ⟦2|3⟧ }
     const all = globalThis
     export const fit = () => all.ratesBehindAName.near`,
  ),
  attack(
    'a global of the user under a name that is known only when it runs',
    'told',
    `globalThis.ratesByName = ⟦2|3⟧
     export const fit = (name = 'ratesByName') => globalThis[name]`,
  ),
  attack(
    'a global that a getter of the user gives',
    'seen',
    `const rates = { near: ⟦2|3⟧ }
     Object.defineProperty(globalThis, 'ratesByGetter', { get: () => rates, configurable: true })
     export const fit = () => ratesByGetter.near`,
  ),
  attack(
    'what the user put on an object of the language',
    'seen',
    `Math.twiceForAttack = (x) => x * ⟦2|3⟧
     export const fit = () => Math.twiceForAttack(1)`,
  ),
  attack(
    'a function of WebAssembly',
    'told',
    `const { exports: made } = new WebAssembly.Instance(new WebAssembly.Module(${wasm}))
     export const fit = () => made.f()`,
  ),
  attack('the command line', 'told', `export const fit = () => process.argv[2] ?? '⟦a|b⟧'`),
  attack(
    'an environment variable behind another name of the process',
    'told',
    `const own = process
     export const fit = () => own.env.RATE ?? '⟦a|b⟧'`,
  ),
  attack(
    'the command line, imported',
    'told',
    `import { argv } from 'node:process'
     export const fit = () => argv[2]`,
  ),
  attack('what a loader gives a module', 'told', `export const fit = () => import.meta.rate ?? ⟦2|3⟧`),
  attack(
    'a thread',
    'told',
    `import { Worker } from 'node:worker_threads'
     export const fit = () => new Worker(new URL('./worker.js', import.meta.url))`,
    { 'worker.js': `console.log(⟦2|3⟧)` },
  ),
  attack(
    'a program in another language',
    'told',
    `import * as processes from 'node:child_process'
     export const fit = () => processes.execFileSync('python3', ['train.py'])`,
    { 'train.py': `print(⟦2|3⟧)` },
  ),
  attack(
    'a program that is started by a function made of one of Node',
    'told',
    `import { execFile } from 'node:child_process'
     import { promisify } from 'node:util'
     const start = promisify(execFile)
     export const fit = () => start('python3', ['train.py'])`,
    { 'train.py': `print(⟦2|3⟧)` },
  ),
  attack(
    'the comments beside a program whose file is tracked',
    'same',
    `import { execFileSync } from 'node:child_process'
     export const fit = ({ file }) => execFileSync('python3', [file('train.py')]) // ⟦a|b⟧`,
  ),
  attack(
    'the comments beside a helper that starts a program whose file is tracked',
    'same',
    `import { execFileSync } from 'node:child_process'
     const start = (path) => execFileSync('python3', [path]) // ⟦a|b⟧
     export const fit = (context) => start(context.file('train.py'))`,
  ),
  attack(
    'a module that `createRequire` loads',
    'told',
    `import { createRequire } from 'node:module'
     export const fit = () => createRequire(import.meta.url)('./a.cjs').rate`,
    { 'a.cjs': `exports.rate = ⟦2|3⟧` },
  ),
  attack(
    'a module among those that are loaded',
    'told',
    `import { createRequire } from 'node:module'
     const load = createRequire(import.meta.url)
     load('./a.cjs')
     export const fit = () => load.cache[load.resolve('./a.cjs')].exports.rate`,
    { 'a.cjs': `exports.rate = ⟦2|3⟧` },
  ),
  attack(
    'the version of a package that is imported while the function runs',
    'seen',
    `export const fit = async () => (await import('pkg')).scale(1)`,
    {
      'node_modules/pkg/package.json': `{ "name": "pkg", "version": "1.0.⟦0|1⟧", "main": "index.js" }`,
      'node_modules/pkg/index.js': `exports.scale = (x) => x`,
    },
  ),
  attack(
    'the comments beside a module of Node that is imported while the function runs',
    'same',
    `export const fit = async () => (await import('node:path')).sep // ⟦a|b⟧`,
  ),
  attack(
    'a function of a package without a version',
    'seen',
    `import { scale } from 'pkg'
     export const fit = () => scale(1)`,
    unversioned,
  ),
  attack(
    'a constant of a package without a version',
    'seen',
    `import { rates } from 'pkg'
     export const fit = () => rates.near`,
    unversioned,
  ),
]
