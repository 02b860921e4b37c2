import { type Change, edit, type Edit, inOrder, replace } from './edit.ts'

const changesNothing = (what: string, ...changes: readonly Change[]): Edit =>
  edit(what, inOrder(...changes), [])

/** Edits that change what the code looks like, and not what it does. */
export const looks: readonly Edit[] = [
  changesNothing('a comment above a helper', replace('helpers', 'Draws a point', 'Pulls a point')),
  changesNothing(
    'a comment inside a stage',
    replace('stages', "executed.push('fit')", "// noted\n    executed.push('fit')"),
  ),
  changesNothing(
    'whitespace in a stage',
    replace('stages', "executed.push('score')", "executed\n\n  . push( 'score' ) ;"),
  ),
  changesNothing('quotes of a text', replace('stages', "'strict'", '"strict"')),
  changesNothing('a renamed local', replace('stages', /\bscaler\b(?= =|\.scale)/g, 'scaling')),
  changesNothing('a renamed parameter of a helper', replace('helpers', /\bpoint\b(?!s)/g, 'position')),
  changesNothing(
    'a renamed helper',
    replace('helpers', /\bsquare\b/g, 'timesItself'),
    replace('helpers', /\bsmooth\b/g, 'soften'),
    replace('stages', /\bsmooth\b/g, 'soften'),
  ),
  changesNothing(
    'a renamed constant',
    replace('constants', 'LIMIT', 'MOST'),
    replace('stages', /\bLIMIT\b/g, 'MOST'),
  ),
  changesNothing(
    'types',
    replace('stages', 'cleaned: number[]', 'cleaned: readonly number[]'),
    replace('helpers', 'point/*: number*/', 'point/*: number | bigint*/'),
  ),
  changesNothing(
    'an unused import',
    replace('stages', "import { join } from 'node:path'", "import { join, sep } from 'node:path'"),
    replace('helpers', '/** Draws', "import { LIMIT } from './constants.js'\n\n/** Draws"),
  ),
  changesNothing('an export that nothing uses', replace('helpers', 'x - 1', 'x - 2')),
  changesNothing(
    'the order of declarations',
    replace('helpers', /(\n\/\*\* Draws[^]*?\n}\n)(\nfunction square[^]*?\n}\n)/, '$2$1'),
    replace('constants', /(export const LIMIT.*\n)(export const settings.*\n)/, '$2$1'),
  ),
  changesNothing(
    'a helper moved to another module',
    replace('helpers', /\nfunction square[^]*?\n}\n/, ''),
    replace('helpers', '/** Draws', "import { square } from './constants.js'\n\n/** Draws"),
    replace('constants', /$/, 'export function square(x/*: number*/)/*: number*/ { return x * x }\n'),
  ),
  changesNothing('a member of a constant that nothing uses', replace('constants', 'other: 1', 'other: 2')),
  changesNothing('a nested member that nothing uses', replace('constants', "note: 'low'", "note: 'high'")),
  changesNothing(
    'the order of inputs in a specification',
    replace('stages', "['model', 'size']", "['size', 'model']"),
  ),
]
