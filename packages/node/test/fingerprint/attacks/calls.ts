import { attack, type Attack } from './attack.ts'

/** What is read past the context, and what only looks like it. */
export const callAttacks: readonly Attack[] = [
  attack(
    'a file that is read under a fixed path',
    'told',
    `import { readFileSync } from 'node:fs'
     export const fit = (context) => [context.file('a.txt'), readFileSync(new URL('./b.txt', import.meta.url), 'utf8')]`,
  ),
  attack(
    'a file that a helper reads under the path it is given',
    'told',
    `import * as fs from 'node:fs'
     const load = (path) => fs.readFileSync(path, 'utf8')
     export const fit = () => load('prompts.txt')`,
  ),
  attack(
    'a file that a helper reads under a fixed path, though the stage has inputs and opens others',
    'told',
    `import { readFileSync } from 'node:fs'
     const load = (path) => readFileSync(path, 'utf8')
     export const fit = (context, { table }) => [context.file('a.csv'), table, load('prompts.txt')]`,
  ),
  attack(
    'the comments beside a helper that opens what it reads',
    'same',
    `import { readFileSync } from 'node:fs'
     const load = (context, name) => readFileSync(context.file(name), 'utf8') // ⟦a|b⟧
     export const fit = (context) => load(context, 'a.csv')`,
  ),
  attack(
    'the comments beside a helper that is given an input',
    'same',
    `import { readFileSync } from 'node:fs'
     const load = (path) => readFileSync(path, 'utf8') // ⟦a|b⟧
     export const fit = (_, { table }) => load(table)`,
  ),
  attack(
    'a file whose path is a parameter',
    'told',
    `import { promises } from 'node:fs'
     export const fit = async ({ params, file }) => [file('a.txt'), await promises.readFile(params.path)]`,
  ),
  attack(
    'a file that is read by a module that is imported while the function runs',
    'told',
    `export const fit = async () => (await import('node:fs/promises')).readFile('a.txt')`,
  ),
  attack(
    'the comments beside a file that is read through the context',
    'same',
    `import { readFileSync } from 'node:fs'
     export const fit = ({ file, params }) => readFileSync(file(params.path), 'utf8') // ⟦a|b⟧`,
  ),
  attack(
    'the comments beside a helper that reads what the context opened',
    'same',
    `import { readFileSync } from 'node:fs'
     const load = (path) => readFileSync(path, 'utf8') // ⟦a|b⟧
     export const fit = (context) => { const path = context.file('a.txt'); return load(path) }`,
  ),
  attack(
    'the comments beside a file among the inputs',
    'same',
    `import { readFileSync } from 'node:fs'
     export const fit = (_, { table }) => readFileSync(table, 'utf8') // ⟦a|b⟧`,
  ),
  attack(
    'the comments beside files that are written',
    'same',
    `import { writeFileSync, mkdirSync } from 'node:fs'
     export const fit = () => { mkdirSync('out'); writeFileSync('out/a.txt', 'a'); return 'out/a.txt' } // ⟦a|b⟧`,
  ),
  attack(
    'the comments beside clocks, random numbers and the network',
    'same',
    `export const fit = async () => [Date.now(), new Date(), Math.random(), performance.now(), await fetch('http://host')] // ⟦a|b⟧`,
  ),
  attack(
    'a program that is started beside a member called file',
    'told',
    `import { execFileSync } from 'node:child_process'
     export const fit = ({ params }) => execFileSync('node', ['x.cjs', params.file])`,
  ),
  attack(
    'a program that is started although another file goes through the context',
    'told',
    `import { execFileSync } from 'node:child_process'
     export const fit = ({ file }) => [file('data.csv'), execFileSync('python3', ['train.py'])]`,
  ),
  attack(
    'a program that a module of Node starts, imported while the function runs',
    'told',
    `export const fit = async () => (await import('node:child_process')).execFileSync('python3', ['train.py'])`,
  ),
  attack(
    'the comments beside a program whose path was opened before',
    'same',
    `import { spawn } from 'node:child_process'
     export const fit = (context) => { const script = context.file('train.py'); return spawn('python3', [script]) } // ⟦a|b⟧`,
  ),
]
